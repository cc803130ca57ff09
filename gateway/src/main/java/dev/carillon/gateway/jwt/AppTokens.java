package dev.carillon.gateway.jwt;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.gateway.upstream.Upstream;
import dev.carillon.lifecycle.Component;
import dev.carillon.topic.access.TokenPattern;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that an application's identity provider signs. Its keys are read all the time, and at
 * once, but not more often than every ten seconds, when a token names one that is not known.
 */
public final class AppTokens {
  private static final String PRINCIPAL = "gateway";

  /** Before the names of keys that are not the product's own, whose names have no colon. */
  private static final String FOREIGN = "jwt:";

  private static final Duration REST = Duration.ofMinutes(5);
  private static final double SPREAD = 0.1;
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final JwtSettings settings;
  private final JwtReader reader;
  private final PublishedKeys keys;
  private final Upstream upstream;
  private final Bus bus;
  private final Clocks clocks;
  private final Context context;
  private final Loop loop;
  private final SingleFlight<String, Void> reads = new SingleFlight<>(key -> read());
  private volatile long asked;

  /** Reads no keys before its {@link #component} has started. */
  public AppTokens(Vertx vertx, JwtSettings settings, Clocks clocks) {
    this.settings = settings;
    this.reader = new JwtReader(settings, clocks);
    String own = authority(settings.keys());
    this.upstream = new Upstream(vertx, clocks, Set.of(), own);
    this.keys = new PublishedKeys(settings.keys(), upstream, clocks);
    this.bus = new Bus(vertx, clocks);
    this.clocks = clocks;
    this.context = vertx.getOrCreateContext();
    this.asked = clocks.nanos() - AGAIN.toNanos();
    this.loop =
        new Loop(
            "keys of " + settings.keys().getHost(),
            vertx,
            Timers.of(vertx),
            Loop.jittered(REST, SPREAD),
            () -> reads.get(PRINCIPAL).transform(r -> Future.succeededFuture(false)));
  }

  /** Whether a token says that it comes from this issuer; nothing of it is checked. */
  public boolean isOne(String token) {
    return reader.kid(token) != null;
  }

  /** Whether a user's token was signed by a key that is not published any more. */
  public static boolean isForeign(@Nullable String kid) {
    return kid != null && kid.startsWith(FOREIGN);
  }

  /** Whether such a key is still good, by the name that {@link EndUser#kid} has. */
  public boolean has(@Nullable String kid) {
    return kid != null && keys.find(kid.substring(FOREIGN.length())) != null;
  }

  /**
   * Whose token it is, by an active user. UNAUTHENTICATED if it is not good; UNAVAILABLE while no
   * keys are known, or users-service does not answer.
   */
  public Future<EndUser> check(String token) {
    String kid = reader.kid(token);
    if (kid == null) {
      return Future.failedFuture(bad());
    }
    PublicJsonWebKey key = keys.find(kid);
    return (key != null ? Future.succeededFuture(key) : again().map(v -> keys.find(kid)))
        .compose(
            found -> {
              if (found == null) {
                return Future.failedFuture(keys.isKnown() ? bad() : away());
              }
              JwtReader.Said said = reader.read(token, found);
              return said == null ? Future.failedFuture(bad()) : admitted(token, said);
            });
  }

  /** Reads the keys once more, unless that was done a moment ago. */
  public Future<Void> again() {
    return clocks.nanos() - asked < AGAIN.toNanos()
        ? Future.succeededFuture()
        : reads.get(PRINCIPAL).otherwiseEmpty();
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

  /** On the context that the client for it lives on. */
  private Future<Void> read() {
    asked = clocks.nanos();
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> keys.read().onComplete(done));
    return done.future();
  }

  private Future<EndUser> admitted(String token, JwtReader.Said said) {
    Call call = Call.internal(PRINCIPAL, Tokens.ADMIT.timeout(), clocks);
    return bus.request(Tokens.ADMIT, call, said.user())
        .map(admitted -> user(token, said, admitted.userId()))
        .recover(
            e ->
                e instanceof Failure known
                        && (known.code() == FailureCode.NOT_FOUND
                            || known.code() == FailureCode.CONFLICT)
                    ? Future.failedFuture(bad())
                    : Future.failedFuture(away()));
  }

  private EndUser user(String token, JwtReader.Said said, UUID user) {
    return new EndUser(
        user,
        id(token, said.issuedAt()),
        said.issuedAt(),
        said.expiresAt(),
        FOREIGN + settings.issuer(),
        null,
        FOREIGN + said.kid(),
        said.subscribe().stream().map(TokenPattern::parse).toList(),
        said.publish().stream().map(TokenPattern::parse).toList());
  }

  /** As the ids of our own tokens are: of version 7, by the time of issue; the same each time. */
  private static UUID id(String token, Instant at) {
    UUID hash = UUID.nameUUIDFromBytes(token.getBytes(StandardCharsets.US_ASCII));
    long most = at.toEpochMilli() << 16 | 0x7000 | (hash.getMostSignificantBits() & 0xFFF);
    return new UUID(most, hash.getLeastSignificantBits());
  }

  private static String authority(URI url) {
    int port = url.getPort() != -1 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  private static Failure bad() {
    return Failure.of(FailureCode.UNAUTHENTICATED, "The token is not good, or has expired");
  }

  private static Failure away() {
    return Failure.of(
        FailureCode.UNAVAILABLE, "Tokens of the application cannot be checked at the moment");
  }
}
