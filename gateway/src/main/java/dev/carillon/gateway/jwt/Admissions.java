package dev.carillon.gateway.jwt;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.rate.Recent;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.tokens.AdmitUser;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Asks users-service who somebody is here whose token was found to be good: a few at a time, for
 * each no more often than a person logs in, and for those who are nobody here not again at once.
 * Thread-safe.
 */
final class Admissions {
  private static final String PRINCIPAL = "gateway";
  private static final int AT_ONCE = 16;
  private static final int REMEMBERED = 16_384;
  private static final Duration NOBODY = Duration.ofSeconds(5);
  private static final Duration EACH = Duration.ofSeconds(1);
  private static final int BURST = 20;

  private final Bus bus;
  private final Clocks clocks;
  private final AsyncSemaphore slots;
  private final SingleFlight<AdmitUser, UUID> asks = new SingleFlight<>(this::ask);
  private final Map<AdmitUser, Long> nobody = new Recent<>(REMEMBERED);
  private final Map<String, TokenBucket> rates = new Recent<>(REMEMBERED);

  Admissions(Vertx vertx, Clocks clocks) {
    this.bus = new Bus(vertx, clocks);
    this.clocks = clocks;
    this.slots = AsyncSemaphore.bounded("admissions of users", AT_ONCE, Timers.of(vertx));
  }

  /**
   * Who that is. NOT_FOUND and CONFLICT as {@link Tokens#ADMIT}; RATE_LIMITED for one who shows too
   * many tokens; UNAVAILABLE if users-service does not answer.
   */
  Future<UUID> user(AdmitUser who) {
    synchronized (nobody) {
      Long until = nobody.get(who);
      if (until != null && clocks.nanos() - until < 0) {
        return Future.failedFuture(Failure.of(FailureCode.NOT_FOUND, "There is no such user"));
      }
    }
    return asks.get(who);
  }

  private Future<UUID> ask(AdmitUser who) {
    if (!mayAsk(who)) {
      return Future.failedFuture(
          Failure.of(FailureCode.RATE_LIMITED, "This user shows too many new tokens"));
    }
    Call call = Call.internal(PRINCIPAL, Tokens.ADMIT.timeout(), clocks);
    return slots
        .withPermit(Wait.atMost(Tokens.ADMIT.timeout()), () -> bus.request(Tokens.ADMIT, call, who))
        .map(admitted -> admitted.userId())
        .recover(e -> Future.failedFuture(refusal(who, e)));
  }

  private boolean mayAsk(AdmitUser who) {
    synchronized (rates) {
      return rates
          .computeIfAbsent(
              String.valueOf(who.userId() == null ? who.externalId() : who.userId()),
              name -> new TokenBucket(EACH, BURST))
          .take(1, clocks.nanos());
    }
  }

  private Failure refusal(AdmitUser who, Throwable failure) {
    if (failure instanceof Failure known
        && (known.code() == FailureCode.NOT_FOUND || known.code() == FailureCode.CONFLICT)) {
      synchronized (nobody) {
        nobody.put(who, clocks.nanos() + NOBODY.toNanos());
      }
      return known;
    }
    return Failure.of(
        FailureCode.UNAVAILABLE, "Nobody can say at the moment whose token this is", failure);
  }
}
