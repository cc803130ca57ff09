package dev.carillon.management;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.cluster.NodeFigures;
import dev.carillon.contract.cluster.NodeRows;
import dev.carillon.lifecycle.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Looks at this process's figures, and answers when somebody asks every node about its own. */
final class FigureServing {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Bus bus;
  private final LastHour hour;
  private final Loop loop;

  FigureServing(Vertx vertx, Clocks clocks, MeterRegistry registry) {
    this.vertx = vertx;
    this.bus = new Bus(vertx, clocks);
    this.hour = new LastHour(registry, clocks);
    this.loop =
        new Loop(
                "figures of the last hour",
                vertx,
                Timers.of(vertx),
                LOOK::toMillis,
                () -> {
                  hour.look();
                  return Future.succeededFuture(false);
                })
            .easing(Duration.ZERO, Alone.REST);
  }

  void start() {
    loop.start();
  }

  Future<Void> stop() {
    return loop.stop();
  }

  Registration serve() {
    NodeFacts facts = NodeFacts.of(vertx);
    return bus.serveEach(
        NodeRows.FIGURES,
        (call, asked) ->
            Health.of(vertx)
                .state()
                .map(
                    state ->
                        new NodeFigures(
                            facts.services(),
                            facts.version(),
                            state.ready(),
                            hour.now(),
                            hour.minutes())));
  }
}
