package dev.carillon.gateway.jwt;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.gateway.security.Keyring.End;
import dev.carillon.gateway.upstream.Upstream;
import dev.carillon.lifecycle.Component;
import dev.carillon.topic.access.TokenPattern;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that an application's identity provider signs. Its keys are read all the time, and
 * once more when a token names one that is not known.
 */
public final class AppTokens {
  /** Before the names of keys that are not the product's own. */
  private static final String FOREIGN = "jwt:";

  private static final Duration REST = Duration.ofMinutes(4);
  private static final double SPREAD = 0.2;

  private final JwtSettings settings;
  private final JwtReader reader;
  private final PublishedKeys keys;
  private final Upstream upstream;
  private final Admissions admissions;
  private final Loop loop;

  /** Reads no keys before its {@link #component} has started. */
  public AppTokens(Vertx vertx, JwtSettings settings, Clocks clocks) {
    this.settings = settings;
    this.reader = new JwtReader(settings, clocks);
    this.upstream = Upstream.of(vertx, clocks, settings.keys());
    this.keys = new PublishedKeys(vertx, settings.keys(), upstream, clocks);
    this.admissions = new Admissions(vertx, clocks);
    this.loop =
        new Loop(
            "keys of " + settings.keys().getHost(),
            vertx,
            Timers.of(vertx),
            Loop.jittered(REST, SPREAD),
            () -> keys.read().transform(r -> Future.succeededFuture(false)));
  }

  /** Whether a user's token was signed by a key that is not the product's own. */
  public static boolean isForeign(@Nullable String kid) {
    return kid != null && kid.startsWith(FOREIGN);
  }

  /** Whether such a key has ended, by the name that {@link EndUser#kid} has; null if it has not. */
  public @Nullable End end(@Nullable String kid) {
    if (!keys.isKnown()) {
      return End.UNCHECKED;
    }
    return kid != null && keys.has(kid.substring(FOREIGN.length())) ? null : End.REVOKED;
  }

  /**
   * Whose token it is, of an active user; null if it does not say that it comes from this issuer.
   * UNAUTHENTICATED if it is not good; UNAVAILABLE while nobody can say so; RATE_LIMITED for a user
   * who shows too many.
   *
   * @param forged told if nobody of this issuer has signed what it says, or it says what it may not
   */
  public @Nullable Future<EndUser> check(String token, Runnable forged) {
    String kid = reader.kid(token);
    if (kid == null) {
      return null;
    }
    return keys.find(kid)
        .recover(e -> Future.failedFuture(away(e)))
        .compose(
            key -> {
              JwtReader.Said said = key == null ? null : reader.read(token, key);
              if (key == null || said == null) {
                forged.run();
                return Future.failedFuture(bad());
              }
              return admissions
                  .user(said.user())
                  .map(user -> user(said, key, user))
                  .recover(e -> Future.failedFuture(refusal(e)));
            });
  }

  /** Reads the keys, unless that was done a moment ago; does not fail. */
  public Future<Void> again() {
    return keys.again().otherwiseEmpty();
  }

  /** Reads the keys as long as the gateway runs; the provider need not be there when it starts. */
  public Component component() {
    return new Component(
        "keys of the application's tokens",
        () -> {
          loop.start();
          return Future.succeededFuture();
        },
        () -> loop.stop().eventually(upstream::close));
  }

  private EndUser user(JwtReader.Said said, PublicJsonWebKey key, UUID user) {
    return new EndUser(
        user,
        id(said),
        said.issuedAt(),
        said.expiresAt(),
        FOREIGN + settings.issuer(),
        null,
        FOREIGN + PublishedKeys.thumbprint(key),
        said.subscribe().stream().map(TokenPattern::parse).toList(),
        said.publish().stream().map(TokenPattern::parse).toList());
  }

  /** As the ids of our own tokens are: of version 7, by the time of issue; the same everywhere. */
  private static UUID id(JwtReader.Said said) {
    UUID hash = UUID.nameUUIDFromBytes(said.signed().getBytes(StandardCharsets.US_ASCII));
    Instant at = said.issuedAt();
    long most = at.toEpochMilli() << 16 | 0x7000 | (hash.getMostSignificantBits() & 0xFFF);
    return new UUID(most, hash.getLeastSignificantBits());
  }

  /** Of a token that is good: that its user is nobody here is not told apart. */
  private static Failure refusal(Throwable failure) {
    return failure instanceof Failure known
            && known.code() != FailureCode.NOT_FOUND
            && known.code() != FailureCode.CONFLICT
        ? known
        : bad();
  }

  private static Failure bad() {
    return Failure.of(FailureCode.UNAUTHENTICATED, "The token is not good, or has expired");
  }

  private static Failure away(Throwable why) {
    return Failure.of(
        FailureCode.UNAVAILABLE, "Tokens of the application cannot be checked at the moment", why);
  }
}
