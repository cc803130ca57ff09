package dev.carillon.contract.tokens;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.Checks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a token says (RFC 7519). Its {@code jti} is a UUID of version 7 on the database's clock: the
 * moment of issue to the millisecond.
 *
 * @param sub the user
 * @param iat when it was signed, in seconds
 * @param nbf since when it is good, in seconds
 * @param exp until when, in seconds
 * @param subscribe patterns of topics that it may listen to
 * @param publish patterns of topics that it may speak on
 * @param key the name of the API key that asked for it
 * @param fileKey what the key file had under that name; null for a key of the table
 * @param kid of what a ticket stands for, which key had signed it; null in a token, whose header
 *     names it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenClaims(
    String iss,
    String aud,
    UUID sub,
    UUID jti,
    Long iat,
    Long nbf,
    Long exp,
    List<String> subscribe,
    List<String> publish,
    String key,
    @Nullable String fileKey,
    @Nullable String kid) {
  private static final int MILLIS = 16;
  private static final int VERSION = 7;

  /** 31 December 9999: beyond it no time can be written. */
  private static final long LAST = 253_402_300_799L;

  public TokenClaims {
    TokenBounds.check(
            Checks.start()
                .that(TokenBounds.ISSUER.equals(iss), "/iss", "must be " + TokenBounds.ISSUER)
                .that(TokenBounds.AUDIENCE.equals(aud), "/aud", "must be " + TokenBounds.AUDIENCE)
                .present("/sub", sub)
                .that(jti != null && jti.version() == VERSION, "/jti", "must be a UUID, version 7")
                .that(isTime(iat), "/iat", "must be a time")
                .that(isTime(nbf), "/nbf", "must be a time")
                .that(isTime(exp), "/exp", "must be a time")
                .present("/subscribe", subscribe)
                .present("/publish", publish)
                .present("/key", key),
            subscribe,
            publish)
        .verify();
    Checks.start()
        .that(
            exp > iat && exp - iat <= TokenBounds.LONGEST.toSeconds(),
            "/exp",
            "must be at most " + Duration.ofSeconds(TokenBounds.LONGEST.toSeconds()) + " after iat")
        .that(nbf >= iat && nbf <= exp, "/nbf", "must be from iat to exp")
        .verify();
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
  }

  /** When it was signed. */
  public Instant issuedAt() {
    return Instant.ofEpochMilli(jti.getMostSignificantBits() >>> MILLIS);
  }

  /** When it ends. */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(exp);
  }

  private static boolean isTime(@Nullable Long seconds) {
    return seconds != null && seconds >= 0 && seconds <= LAST;
  }
}
