package dev.carillon.bus.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Contract;
import dev.carillon.bus.instance.Nodes;
import dev.carillon.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that the cluster has lost is not ready before a request has failed. */
class CutOffTest {
  record Question(String text) {}

  record Reply(String text) {}

  private static final Contract<Question, Reply> ASKED =
      Contract.contract("test.asked.v1", Question.class, Reply.class, Duration.ofSeconds(4));

  private final TestCluster cluster = new TestCluster();
  private final Vertx asking = cluster.join();
  private final Vertx serving = cluster.join();
  private final Need need =
      new Need("users", List.of(ASKED.address()), () -> Future.failedFuture("nobody"));

  @AfterEach
  void close() {
    cluster.close();
  }

  private void until(BooleanSupplier condition) {
    Future<Void> met =
        Future.future(
            found ->
                asking.setPeriodic(
                    20,
                    timer -> {
                      if (condition.getAsBoolean() && asking.cancelTimer(timer)) {
                        found.complete();
                      }
                    }));
    met.timeout(10, TimeUnit.SECONDS).await();
  }

  private Bus served(Vertx vertx) {
    Bus bus = new Bus(vertx, Clocks.system());
    bus.serve(ASKED, (call, q) -> Future.succeededFuture(new Reply(q.text()))).ready().await();
    return bus;
  }

  @Test
  void whoseServersHaveGoneKnowsAtOnceThatItCannotAsk() {
    cluster.join(); // one that serves nothing stays in sight
    Bus bus = new Bus(asking, Clocks.system());
    served(serving);
    until(() -> bus.instances(ASKED.address()) == 1);
    Canaries canaries = Canaries.of(asking, Clocks.system(), ASKED.address());
    canaries.need(List.of(need));
    canaries.start().await();
    until(() -> canaries.trouble(need) == null);

    cluster.expel(Nodes.own(serving));

    assertThat(canaries.trouble(need))
        .isEqualTo("no process that serves users is in the cluster any more");
    canaries.stop();
  }

  @Test
  void whoServesItItselfNeedsNobodyElse() {
    Bus bus = served(asking);
    until(() -> bus.instances(ASKED.address()) == 1);
    Canaries canaries = Canaries.of(asking, Clocks.system(), ASKED.address());
    canaries.need(List.of(need));
    canaries.start().await();

    cluster.expel(Nodes.own(serving));

    until(() -> canaries.trouble(need) == null);
    canaries.stop();
  }
}
