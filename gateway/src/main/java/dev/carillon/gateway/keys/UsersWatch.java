package dev.carillon.gateway.keys;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.bus.Topic;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets somebody look all the time at something of users-service that decides who is let in, such as
 * the list of keys, and at once when users-service tells of a change.
 */
public final class UsersWatch {
  private static final Logger LOG = LoggerFactory.getLogger(UsersWatch.class);

  /** With the time of the question itself less than a second, if the hint should be lost. */
  private static final long REST_MILLIS = 800;

  private static final int WORTH_A_WORD = 4;

  private final Bus bus;
  private final String what;
  private final Topic<?> changes;
  private final Supplier<? extends Future<?>> look;
  private final String consequence;
  private final Loop loop;
  private @Nullable Registration hints;
  private int failures;

  /**
   * Does not look yet.
   *
   * @param what is looked at: {@code API keys}
   * @param changes told when it has changed
   * @param look one look; may fail
   * @param untilDue how long nothing will be missed if nobody looks
   * @param consequence what follows if looks fail for long, behind a semicolon
   */
  public UsersWatch(
      Vertx vertx,
      Bus bus,
      String what,
      Topic<?> changes,
      Supplier<? extends Future<?>> look,
      Supplier<Duration> untilDue,
      String consequence) {
    this.bus = bus;
    this.what = what;
    this.changes = changes;
    this.look = look;
    this.consequence = consequence;
    this.loop =
        new Loop(what, vertx, Timers.of(vertx), () -> REST_MILLIS, this::pass)
            .easing(
                Duration.ZERO,
                Alone.REST,
                () -> Future.succeededFuture(failures > 0 ? Duration.ZERO : untilDue.get()));
  }

  /** Looks while the gateway runs; users-service need not be there when it starts. */
  public Component component() {
    return new Component(what, this::start, this::stop);
  }

  private Future<?> start() {
    loop.start();
    hints = bus.subscribe(changes, changed -> loop.wake());
    return hints.ready();
  }

  private Future<?> stop() {
    return Future.join(loop.stop(), hints == null ? Future.succeededFuture() : hints.withdraw());
  }

  /** A pass that has failed is followed by another one as soon as by any. */
  private Future<Boolean> pass() {
    return look.get()
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
        LOG.info("users-service answers about {} again", what);
      }
      failures = 0;
    } else if (++failures == WORTH_A_WORD) {
      LOG.warn(
          "users-service does not answer about {} ({}); {}",
          what,
          failure.getMessage(),
          consequence);
    }
  }
}
