package dev.carillon.contract.keys;

import dev.carillon.failure.Checks;
import dev.carillon.request.Scopes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key to add.
 *
 * @param sha256 of the key, in hex
 * @param scopes what it may do
 * @param expiresAt when it ends by itself; null for never
 */
public record CreateKey(
    String name, String sha256, List<String> scopes, @Nullable Instant expiresAt) {
  public CreateKey {
    Scopes.check(
            KeyName.check(Checks.start(), name)
                .that(VerifyKeys.isHash(sha256), "/sha256", VerifyKeys.RULE),
            "/scopes",
            scopes)
        .verify();
    scopes = Scopes.parse("/scopes", scopes).texts();
  }

  /** What it may do, read. */
  public Scopes permissions() {
    return Scopes.parse("/scopes", scopes);
  }
}
