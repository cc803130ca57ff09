package dev.carillon.bus;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.instance.Membership;
import dev.carillon.bus.instance.Tries;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.testkit.TestBus;
import dev.carillon.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A caller and two that serve, in a cluster. */
class ClusteredBusTest {
  record Question(String text) {}

  record Reply(String text) {}

  private static final Duration PER_TRY = Duration.ofMillis(150);
  private static final Contract<Question, Reply> WRITE =
      Contract.contract("test.write.v1", Question.class, Reply.class, Duration.ofSeconds(4));
  private static final Contract<Question, Reply> READ = WRITE.tried(new Tries(3, PER_TRY, false));
  private static final Contract<Question, Reply> KEYED = WRITE.tried(new Tries(3, PER_TRY, true));

  private final TestCluster cluster = new TestCluster();
  private final Vertx caller = cluster.join();
  private final Bus asking = bus(caller);
  private final Vertx firstVertx = cluster.join();
  private final Bus first = bus(firstVertx);
  private final Bus second = bus(cluster.join());
  private final List<Registration> served = new ArrayList<>();

  private static Bus bus(Vertx vertx) {
    return new Bus(vertx, Clocks.system());
  }

  private void serve(Bus bus, Function<Question, Future<Reply>> handler) {
    Registration registration = bus.serve(WRITE, (call, q) -> handler.apply(q));
    registration.ready().await();
    served.add(registration);
  }

  private static Future<Reply> says(String text) {
    return Future.succeededFuture(new Reply(text));
  }

  private static Future<Reply> saysNothing() {
    return Promise.<Reply>promise().future();
  }

  private Future<Reply> ask(Contract<Question, Reply> contract, String key) {
    Call call = Call.internal("tester", Duration.ofSeconds(5), Clocks.system());
    return asking.request(
        contract,
        new Call(call.principal(), call.scopes(), call.requestId(), key, call.deadline(), null),
        new Question("?"));
  }

  private void until(BooleanSupplier condition) {
    Promise<Void> met = Promise.promise();
    long timer =
        caller.setPeriodic(
            20,
            t -> {
              if (condition.getAsBoolean()) {
                met.tryComplete();
              }
            });
    met.future().timeout(10, java.util.concurrent.TimeUnit.SECONDS).await();
    caller.cancelTimer(timer);
  }

  /** The caller has heard of everybody who serves it. */
  private void untilKnown(int count) {
    until(() -> asking.instances(WRITE.address()) == count);
  }

  @BeforeEach
  void codecsAreLoaded() {
    bus(caller);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void bothAreAskedAndSoIsWhoIsAloneBeforeItIsKnown() {
    serve(first, q -> says("first"));
    assertThat(ask(WRITE, null).await().text()).isEqualTo("first"); // by the plain address
    serve(second, q -> says("second"));
    untilKnown(2);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 5_000 && !answers.containsAll(List.of("first", "second")); i++) {
      answers.add(ask(WRITE, null).await().text()); // one that was slow once is asked less often
    }
    assertThat(answers).contains("first", "second");
  }

  @Test
  void whatMayBeRepeatedIsAskedOfTheOtherWhenOneDoesNotAnswer() {
    AtomicInteger asked = new AtomicInteger();
    Function<Question, Future<Reply>> onlyTheSecondTime =
        q -> asked.incrementAndGet() % 2 == 1 ? saysNothing() : says("here");
    serve(first, onlyTheSecondTime);
    serve(second, onlyTheSecondTime);
    untilKnown(2);
    assertThat(ask(READ, null).await().text()).isEqualTo("here");
    assertThat(ask(KEYED, "key").await().text()).isEqualTo("here");
    assertThat(asked).hasValue(4);
  }

  @Test
  void whatMustNotBeDoneTwiceIsNot() {
    AtomicInteger asked = new AtomicInteger();
    Function<Question, Future<Reply>> silent =
        q -> {
          asked.incrementAndGet();
          return saysNothing();
        };
    serve(first, silent);
    serve(second, silent);
    untilKnown(2);
    assertThat(TestBus.failure(ask(WRITE, "key")).code()).isEqualTo(FailureCode.TIMEOUT);
    assertThat(asked).hasValue(1);
    assertThat(TestBus.failure(ask(KEYED, null)).code()).isEqualTo(FailureCode.TIMEOUT);
    assertThat(asked).hasValue(2);
    assertThat(TestBus.failure(ask(READ, null)).code()).isEqualTo(FailureCode.TIMEOUT);
    assertThat(asked).as("each of two once").hasValue(4);
  }

  @Test
  void whoIsWithoutItsDatabaseIsNotTheLastWord() {
    AtomicInteger asked = new AtomicInteger();
    Function<Question, Future<Reply>> away =
        q ->
            asked.incrementAndGet() == 1
                ? Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "no database"))
                : says("here");
    serve(first, away);
    serve(second, away);
    untilKnown(2);
    assertThat(ask(READ, null).await().text()).isEqualTo("here");
    asked.set(0);
    assertThat(TestBus.failure(ask(WRITE, null)).code()).isEqualTo(FailureCode.UNAVAILABLE);
  }

  @Test
  void aKeyedWriteWaitsForItsOwnFirstTry() {
    AtomicInteger asked = new AtomicInteger();
    Function<Question, Future<Reply>> stuckForAWhile =
        q ->
            switch (asked.incrementAndGet()) {
              case 1 -> saysNothing();
              case 2, 3, 4 ->
                  Future.failedFuture(Failure.of(FailureCode.IN_PROGRESS, "the first runs"));
              default -> says("done");
            };
    serve(first, stuckForAWhile);
    serve(second, stuckForAWhile);
    untilKnown(2);
    assertThat(ask(KEYED, "key").await().text()).isEqualTo("done");
    asked.set(1);
    assertThat(ask(KEYED, "another").await().text()).as("a client's repetition").isEqualTo("done");
    asked.set(1);
    assertThat(TestBus.failure(ask(WRITE, "another")).code()).isEqualTo(FailureCode.IN_PROGRESS);
  }

  @Test
  void nobodyWhoAsksNoticesThatOneLeaves() {
    AtomicInteger late = new AtomicInteger();
    serve(first, q -> says("first"));
    serve(
        second,
        q ->
            firstVertx // somebody's clock
                .timer(100, java.util.concurrent.TimeUnit.MILLISECONDS)
                .map(t -> new Reply("second " + late.incrementAndGet())));
    untilKnown(2);
    List<Future<Reply>> answers = new ArrayList<>();
    long timer = caller.setPeriodic(2, t -> answers.add(ask(WRITE, null)));
    until(() -> late.get() > 0);
    served.get(1).withdraw().await();
    int there = late.get();
    until(() -> answers.size() > 300);
    caller.cancelTimer(timer);
    for (Future<Reply> answer : List.copyOf(answers)) {
      assertThat(answer.await().text()).isNotNull();
    }
    assertThat(late.get()).as("asked after it had left").isEqualTo(there);
  }

  @Test
  void whatTheClusterLosesOfAMemberIsPutBack() {
    serve(first, q -> says("first"));
    untilKnown(1);
    cluster.loseRegistrations();
    assertThat(cluster.knows(WRITE.address())).isFalse();
    cluster.join(); // what is lost is lost when members come or go
    until(() -> cluster.knows(WRITE.address()) && cluster.knows(at(first)));
    Membership membership = requireNonNull(Membership.of(firstVertx, Clocks.system()));
    until(() -> membership.restored().containsKey(WRITE.address()));
    assertThat(membership.restored().keySet())
        .as("the id is for nobody")
        .noneMatch(a -> a.contains("@"));
    Bus fresh = bus(cluster.join());
    Call call = Call.internal("tester", Duration.ofSeconds(5), Clocks.system());
    assertThat(fresh.request(WRITE, call, new Question("?")).await().text()).isEqualTo("first");
    served.get(0).withdraw().await();
    assertThat(cluster.knows(WRITE.address())).isFalse();
    assertThat(cluster.knows(at(first))).isFalse();
  }

  @Test
  void whoIsKnownIsAskedAlsoWhileTheMapIsHeldUp() {
    serve(first, q -> says("first"));
    serve(second, q -> says("second"));
    untilKnown(2);
    until(
        () ->
            cluster.hasLookedUp(asking.node(), at(first))
                && cluster.hasLookedUp(asking.node(), at(second)));
    cluster.hang();
    List<Future<Reply>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(ask(WRITE, null));
    }
    assertThat(answers.stream().map(answer -> answer.await().text())).contains("first", "second");
  }

  private static String at(Bus bus) {
    return WRITE.address() + "@" + bus.node();
  }

  @Test
  void whomNobodyEverServedIsToldAtOnce() {
    long began = System.nanoTime();
    Throwable failure = TestBus.failure(ask(READ, null));
    assertThat(Bus.isUnserved(failure)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void whoHasGoneMayHaveASuccessorInAMoment() {
    serve(first, q -> says("first"));
    untilKnown(1);
    served.get(0).withdraw().await();
    untilKnown(0);
    Future<Reply> answer = ask(WRITE, null);
    serve(second, q -> says("second"));
    assertThat(answer.await().text()).isEqualTo("second");
  }

  @Test
  void whoIsNoMemberAnyMoreIsNotAsked() {
    serve(first, q -> saysNothing());
    serve(second, q -> says("second"));
    untilKnown(2);
    cluster.expel(first.node());
    untilKnown(1);
    for (int i = 0; i < 20; i++) {
      assertThat(ask(WRITE, null).await().text()).isEqualTo("second");
    }
  }
}
