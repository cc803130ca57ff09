package dev.carillon.gateway.limits;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Gate;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/** So many requests of all keys and of nobody at a time. */
final class ProcessLimit implements Gate {
  private final int most;
  private final AtomicInteger running = new AtomicInteger();

  ProcessLimit(int most) {
    this.most = most;
  }

  @Override
  public void pass(RoutingContext rc, Handler<RoutingContext> next) {
    if (take()) {
      TakenPlaces.by(rc, this::giveBack);
      next.handle(rc);
    } else {
      rc.fail(refusal());
    }
  }

  boolean take() {
    if (running.incrementAndGet() > most) {
      running.decrementAndGet();
      return false;
    }
    return true;
  }

  void giveBack() {
    running.decrementAndGet();
  }

  Failure refusal() {
    return Failure.of(
        FailureCode.UNAVAILABLE,
        "The server answers as many requests as it may, " + most + "; try again soon");
  }
}
