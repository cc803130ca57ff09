package dev.carillon.contract.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import org.jspecify.annotations.Nullable;

/**
 * A message to a topic.
 *
 * @param data what it says: any JSON but {@code null}
 * @param id the publisher's own name of it, to 64 characters; while a message of this id is kept on
 *     a durable topic, another one is not stored, and the answer is the position of the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewMessage(@Doc.AsWritten Doc data, @Nullable String id) {
  private static final int MAX_ID = 64;

  public NewMessage {
    checkId(Checks.start().present("/data", data), id).verify();
  }

  /** Checks the publisher's own name of a message. */
  public static Checks checkId(Checks checks, @Nullable String id) {
    return checks.lineIfPresent("/id", id, 1, MAX_ID);
  }
}
