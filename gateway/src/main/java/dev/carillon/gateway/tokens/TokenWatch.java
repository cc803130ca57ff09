package dev.carillon.gateway.tokens;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a token ring look at keys and revocations all the time, and at once when users-service tells
 * of a change.
 */
public final class TokenWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TokenWatch.class);

  /** With the time of the question itself less than a second, if the hint should be lost. */
  private static final long REST_MILLIS = 800;

  private static final int WORTH_A_WORD = 4;

  private final TokenRing ring;
  private final Bus bus;
  private final Loop loop;
  private @Nullable Registration hints;
  private int failures;

  /** Of a ring; does not look yet. */
  public TokenWatch(Vertx vertx, TokenRing ring, Timers timers, Clocks clocks) {
    this.ring = ring;
    this.bus = new Bus(vertx, clocks);
    this.loop = new Loop("tokens", vertx, timers, () -> REST_MILLIS, this::pass);
  }

  /** Looks while the gateway runs; users-service need not be there when it starts. */
  public Component component() {
    return new Component("tokens", this::start, this::stop);
  }

  private Future<?> start() {
    loop.start();
    hints = bus.subscribe(Tokens.CHANGED, changed -> loop.wake());
    return hints.ready();
  }

  private Future<?> stop() {
    return Future.join(loop.stop(), hints == null ? Future.succeededFuture() : hints.withdraw());
  }

  /** A pass that has failed is followed by another one as soon as by any. */
  private Future<Boolean> pass() {
    return ring.look()
        .transform(
            r -> {
              tell(r.cause());
              return Future.succeededFuture(false);
            });
  }

  /** Once for each time that it lasts; a service that is just starting is not worth a word. */
  private void tell(@Nullable Throwable failure) {
    if (failure == null) {
      if (failures >= WORTH_A_WORD) {
        LOG.info("users-service answers about tokens again");
      }
      failures = 0;
    } else if (++failures == WORTH_A_WORD) {
      LOG.warn(
          "users-service does not answer about tokens ({}); those of users are refused with 503 when"
              + " that lasts",
          failure.getMessage());
    }
  }
}
