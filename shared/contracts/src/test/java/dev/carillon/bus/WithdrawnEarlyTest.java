package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is withdrawn before the cluster has said that it knows it. */
class WithdrawnEarlyTest {
  record Question(String text) {}

  record News(String text) {}

  private static final int LIMIT_SECONDS = 30;
  private static final Contract<Question, Question> EARLY = contract("test.early.v1");
  private static final Contract<Question, Question> LATER = contract("test.later.v1");
  private static final Topic<News> NEWS = Topic.topic("test.news.v1", News.class);

  private final TestCluster cluster = new TestCluster();
  private final Vertx vertx = cluster.join();
  private final Bus serving = new Bus(vertx, Clocks.system());
  private final Bus asking = new Bus(cluster.join(), Clocks.system());

  private static Contract<Question, Question> contract(String address) {
    return Contract.contract(address, Question.class, Question.class, Duration.ofSeconds(4));
  }

  private static void await(Future<?> future) throws Exception {
    future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void until(BooleanSupplier condition) throws Exception {
    Promise<Void> met = Promise.promise();
    long timer =
        vertx.setPeriodic(
            20,
            t -> {
              if (condition.getAsBoolean()) {
                met.tryComplete();
              }
            });
    await(met.future());
    vertx.cancelTimer(timer);
  }

  @BeforeEach
  void theyKnowEachOther() throws Exception {
    serve(LATER);
    until(() -> asking.instances(LATER.address()) == 1);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private Registration serve(Contract<Question, Question> contract) throws Exception {
    Registration served = serving.serve(contract, (call, q) -> Future.succeededFuture(q));
    await(served.ready());
    return served;
  }

  @Test
  void itNeitherIsNamedNorComesBack() throws Exception {
    cluster.holdAnswers();
    Future<Void> gone =
        serving.serve(EARLY, (call, q) -> Future.succeededFuture(q)).withdraw(); // still unknown
    cluster.giveAnswers(); // while it leaves
    await(gone);
    Registration after = serve(contract("test.after.v1"));
    until(() -> asking.instances("test.after.v1") == 1);
    assertThat(asking.instances(EARLY.address())).as("it was said together with this").isZero();
    await(after.withdraw());
    cluster.loseRegistrations();
    cluster.join(); // what is lost is put back when members come or go
    until(() -> cluster.knows(LATER.address()));
    until(() -> cluster.knows(LATER.address() + "@" + serving.node()));
    assertThat(cluster.knows(EARLY.address())).isFalse();
    assertThat(cluster.knows(EARLY.address() + "@" + serving.node())).isFalse();
  }

  @Test
  void itsNeighboursStayOnTheMap() throws Exception {
    await(serving.subscribe(NEWS, news -> {}).ready());
    cluster.holdAnswers();
    Registration early = serving.subscribe(NEWS, news -> {});
    await(early.withdraw());
    cluster.giveAnswers();
    assertThat(cluster.knows(NEWS.address())).as("the first one listens").isTrue();
  }
}
