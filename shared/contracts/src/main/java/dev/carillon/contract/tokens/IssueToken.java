package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token to sign. The key that asks for it is the call's principal.
 *
 * @param subscribe patterns of topics that it may listen to
 * @param publish patterns of topics that it may speak on
 * @param ttl how long it is good; null for the usual time
 * @param fileKey if the key is one of a key file: what that file has under its name; null if it is
 *     one of the table
 */
public record IssueToken(
    UUID userId,
    List<String> subscribe,
    List<String> publish,
    @Nullable Duration ttl,
    @Nullable String fileKey) {
  public IssueToken {
    TokenBounds.check(Checks.start().present("/userId", userId), subscribe, publish).verify();
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
  }
}
