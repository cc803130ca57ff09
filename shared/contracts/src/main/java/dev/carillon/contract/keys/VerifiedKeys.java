package dev.carillon.contract.keys;

import dev.carillon.request.Scopes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those keys that are good: neither unknown nor revoked nor expired.
 *
 * @param version of the list at that moment
 */
public record VerifiedKeys(long version, List<Good> items) {
  public VerifiedKeys {
    items = List.copyOf(items);
  }

  /**
   * A key that is good.
   *
   * @param sha256 of the key, in hex
   * @param expiresAt when it ends by itself; null for never
   */
  public record Good(String sha256, String name, List<String> scopes, @Nullable Instant expiresAt) {
    public Good {
      scopes = List.copyOf(scopes);
    }

    /** What it may do, as far as this release knows it. */
    public Scopes permissions() {
      return Scopes.known(scopes);
    }
  }
}
