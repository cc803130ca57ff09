package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of today, and revocations, of which some may have been told before.
 *
 * @param cursor for the next question
 * @param more whether it is to be asked at once
 */
public record TokenNews(
    String cursor, boolean more, List<PublicKey> keys, List<Revocation> revocations) {
  /** The most revocations of one answer. */
  public static final int MAX = 1_000;

  public TokenNews {
    keys = List.copyOf(keys);
    revocations = List.copyOf(revocations);
  }

  /** What is revoked. */
  public enum Kind {
    /** One token, by its id. */
    TOKEN,
    /** Those of a user, by the user's id. */
    USER,
    /** Those that an API key asked for, by its name. */
    KEY
  }

  /**
   * A key that a signature may be checked with.
   *
   * @param spki its X.509 form (RFC 8410) in base64
   * @param validUntil when it is of no use any more; null for the one that signs
   */
  public record PublicKey(String kid, String spki, @Nullable Instant validUntil) {}

  /**
   * Tokens that are of no use.
   *
   * @param subject the id or name
   * @param issuedUntil those that were signed until then
   * @param until when none of them can be alive any more
   */
  public record Revocation(Kind kind, String subject, Instant issuedUntil, Instant until) {
    public Revocation {
      Checks.start().present("/kind", kind).present("/subject", subject).verify();
    }
  }
}
