package dev.carillon.contract.suppressions;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An address that gets no mail, of one topic or at all.
 *
 * @param topic null for all mail
 * @param reason why
 * @param by the key that put it there; null for the recipient, and for suppressions of versions
 *     that did not write it down
 * @param until when it ended; null while it counts
 * @param endedBy the key that took it off; null for the recipient, and while it counts
 */
public record Suppression(
    String address,
    @Nullable String topic,
    @Nullable String reason,
    Instant since,
    @Nullable String by,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant until,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String endedBy) {
  /** One that counts. */
  public Suppression(
      String address,
      @Nullable String topic,
      @Nullable String reason,
      Instant since,
      @Nullable String by) {
    this(address, topic, reason, since, by, null, null);
  }

  /** The same, that has ended. */
  public Suppression ended(Instant at, @Nullable String whoDid) {
    return new Suppression(address, topic, reason, since, by, at, whoDid);
  }
}
