package dev.carillon.gateway.console;

import dev.carillon.async.rate.Recent;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.gateway.security.Keyring;
import dev.carillon.request.Role;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one session of the console that a process may have without a pasted key: whoever started it
 * has one ticket made, which a browser exchanges once for a key that lives in this process's memory
 * and ends with it. A process that has none made gives no key to anybody. Thread-safe.
 */
public final class Sessions implements Shareable {
  /** What the audit and the limits call whoever came by the ticket; no key can have this name. */
  static final String NAME = "console:link";

  private static final Duration TICKET = Duration.ofMinutes(10);
  private static final Duration SESSION = Duration.ofHours(8);
  private static final int BYTES = 32;
  private static final int ADDRESSES = 1024;
  private static final int TRIES = 10;
  private static final Duration TRY = Duration.ofSeconds(6);
  private static final Caller CALLER = new Caller(NAME, Role.ADMIN.scopes());
  private static final String ELSE =
      "; start Carillon again for a new one, or paste the key from the file that it printed behind Key";

  private final Vertx vertx;
  private final Clocks clocks;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, TokenBucket> tries = new Recent<>(ADDRESSES);
  private @Nullable Ticket ticket;
  private volatile @Nullable Session session;

  /** Ends are of the clock that only goes forward. */
  private record Ticket(HashedKey hash, long endsAt) {}

  private record Session(HashedKey hash, long endsAt) {}

  /**
   * What a ticket was exchanged for.
   *
   * @param key is shown this once
   * @param expiresAt when it ends, if the process has not ended before
   */
  record Made(String key, Instant expiresAt) {
    /** Without the key: what is printed may end up in a log. */
    @Override
    public String toString() {
      return "Made[expiresAt=" + expiresAt + "]";
    }
  }

  Sessions(Vertx vertx, Clocks clocks) {
    this.vertx = vertx;
    this.clocks = clocks;
  }

  /** The one of a process. */
  public static Sessions of(Vertx vertx, Clocks clocks) {
    return vertx
        .sharedData()
        .<String, Sessions>getLocalMap("carillon.console")
        .computeIfAbsent("sessions", k -> new Sessions(vertx, clocks));
  }

  /**
   * Makes the ticket of this process, good once and for ten minutes. Throws IllegalStateException
   * the second time, and in a cluster, where one process does not speak for the others.
   */
  public synchronized String issue() {
    if (vertx.isClustered() || ticket != null) {
      throw new IllegalStateException("Only a process of its own has a ticket, and one");
    }
    String text = "ct_" + secret();
    ticket = new Ticket(HashedKey.of(text), clocks.nanos() + TICKET.toNanos());
    return text;
  }

  /**
   * Exchanges a ticket.
   *
   * @param address of whoever shows it
   * @throws Failure UNAUTHENTICATED for one that is used, has expired or never was; RATE_LIMITED if
   *     the address has shown too many that never were
   */
  synchronized Made redeem(String shown, String address) {
    Ticket known = ticket;
    if (known == null || !known.hash().equals(HashedKey.of(shown))) {
      throw admits(address)
          ? refusal("There is no such ticket" + ELSE)
          : Failure.of(FailureCode.RATE_LIMITED, "Too many tickets were tried from your address");
    }
    if (session != null) {
      throw refusal("This link has been used: it lets one tab in, once" + ELSE);
    }
    if (clocks.nanos() - known.endsAt() >= 0) {
      throw refusal("This link is older than ten minutes" + ELSE);
    }
    String key = "sk_" + secret();
    session = new Session(HashedKey.of(key), clocks.nanos() + SESSION.toNanos());
    return new Made(key, clocks.now().plus(SESSION));
  }

  /** The keys of another ring, and that of the session. */
  public Keyring over(Keyring others) {
    return new SessionKeyring(this, others, Timers.of(vertx));
  }

  @Nullable Caller find(HashedKey key) {
    Session open = session;
    return open != null && !left(open).isZero() && open.hash().equals(key) ? CALLER : null;
  }

  /** How long the session goes on; nothing without one, and behind its end. */
  Duration left() {
    Session open = session;
    return open == null ? Duration.ZERO : left(open);
  }

  private Duration left(Session open) {
    return Duration.ofNanos(Math.max(0, open.endsAt() - clocks.nanos()));
  }

  private boolean admits(String address) {
    return tries.computeIfAbsent(address, a -> new TokenBucket(TRY, TRIES)).request(clocks.nanos())
        == 0;
  }

  private static Failure refusal(String why) {
    return Failure.of(FailureCode.UNAUTHENTICATED, why);
  }

  private String secret() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
