package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.async.time.Clocks;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.request.Role;
import dev.carillon.request.Scope;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.TestBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class BusTest {
  record Question(String text) {
    Question {
      Checks.start().line("/text", text, 1, 10).verify();
    }
  }

  record Reply(String text) {}

  private static final Contract<Question, Reply> ASK =
      Contract.contract("test.ask.v1", Question.class, Reply.class, Duration.ofSeconds(8))
          .exposed(Scope.USERS_READ);

  /** Of a question that is not answered. */
  private static final Contract<Question, Reply> BRIEF =
      Contract.contract("test.brief.v1", Question.class, Reply.class, Duration.ofMillis(300));

  private static final Topic<Reply> NEWS = Topic.topic("test.news.v1", Reply.class);

  /**
   * The first use of a JSON library loads hundreds of classes, which takes longer than a guard
   * allows.
   */
  @BeforeAll
  static void loadJson() {
    Json.read(Json.bytes(new Question("?")), Question.class);
    Json.read(Json.bytes(new Reply("!")), Reply.class);
    assertThatThrownBy(() -> Json.read("{\"text\":1,\"x\":1}", Question.class))
        .isInstanceOf(Failure.class);
    assertThat(new JsonObject("{\"text\":\"?\"}").encode()).isNotEmpty();
  }

  @Test
  void aRequestIsAnsweredByReference(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    Reply reply = new Reply("yes");
    bus.serve(ASK, (call, q) -> Future.succeededFuture(reply)).ready().await();
    assertThat(bus.request(ASK, test.call(), new Question("?")).await()).isSameAs(reply);
  }

  @Test
  void theCallTravels(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    AtomicReference<Call> seen = new AtomicReference<>();
    bus.serve(
            ASK,
            (call, q) -> {
              seen.set(call);
              return Future.succeededFuture(new Reply("ok"));
            })
        .ready()
        .await();
    bus.request(ASK, test.call(), new Question("?")).await();
    assertThat(seen.get().principal()).isEqualTo("tester");
    assertThat(seen.get().role()).isEqualTo(Role.ADMIN);
    assertThat(seen.get().deadline().remainingMillis(test.clock())).isEqualTo(8_000);
  }

  @Test
  void aHandlerThatThrowsAnswersAtOnce(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    bus.serve(
            ASK,
            (call, q) -> {
              throw Failure.notFound("thing", 7);
            })
        .ready()
        .await();
    assertThat(TestBus.failure(bus.request(ASK, test.call(), new Question("?"))).code())
        .isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void aFaultIsToldWithoutItsWords(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    bus.serve(ASK, (call, q) -> Future.failedFuture(new IllegalStateException("secret")))
        .ready()
        .await();
    Failure failure = TestBus.failure(bus.request(ASK, test.call(), new Question("?")));
    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(failure.message()).doesNotContain("secret");
  }

  @Test
  void whatIsFullOrLateIsTheSameWhereverTheHandlerIs(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    List<Throwable> causes =
        List.of(new RejectedExecutionException("queue x"), new TimeoutException("too slow"));
    Iterator<Throwable> next = causes.iterator();
    test.fake(ASK, question -> Future.failedFuture(next.next()));
    for (Throwable cause : causes) {
      Failure far = TestBus.failure(test.bus().request(ASK, test.call(), new Question("?")));
      Failure near = Failure.known(cause);
      assertThat(far.code()).isEqualTo(near.code()).isNotEqualTo(FailureCode.INTERNAL);
      assertThat(far.message()).isEqualTo(near.message());
    }
  }

  @Test
  void nobodyThereAndNoAnswerAreToldApart(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    assertThat(TestBus.failure(bus.request(ASK, test.call(), new Question("?"))).code())
        .isEqualTo(FailureCode.UNAVAILABLE);
    bus.serve(BRIEF, (call, q) -> Promise.<Reply>promise().future()).ready().await();
    assertThat(TestBus.failure(bus.request(BRIEF, test.call(), new Question("?"))).code())
        .isEqualTo(FailureCode.TIMEOUT);
  }

  @Test
  void aDeadlineThatHasPassedAsksNobody(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    Call late = test.call();
    test.clock().advance(Duration.ofMinutes(1));
    assertThat(TestBus.failure(bus.request(ASK, late, new Question("?"))).code())
        .isEqualTo(FailureCode.TIMEOUT);
  }

  @Test
  void onTheCallersOwnLoopTheHandlerIsCalledDirectly(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    Context loop = vertx.getOrCreateContext();
    Promise<List<Thread>> threads = Promise.promise();
    loop.runOnContext(
        v -> {
          List<Thread> seen = new ArrayList<>();
          bus.serve(
              ASK,
              (call, q) -> {
                seen.add(Thread.currentThread());
                return Future.succeededFuture(new Reply("direct"));
              });
          Future<Reply> answer = bus.request(ASK, test.call(), new Question("?"));
          seen.add(answer.isComplete() ? Thread.currentThread() : null); // within the same call
          threads.complete(seen);
        });
    assertThat(threads.future().await()).hasSize(2).doesNotContainNull();
    Failure late =
        onLoop(
            loop,
            () -> {
              bus.serve(BRIEF, (call, q) -> Promise.<Reply>promise().future());
              return bus.request(BRIEF, test.call(), new Question("?"));
            });
    assertThat(late.code()).isEqualTo(FailureCode.TIMEOUT);
  }

  @Test
  void aJsonClientGetsJsonFromTheSameHandler(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    bus.serve(ASK, (call, q) -> Future.succeededFuture(new Reply(q.text() + "!"))).ready().await();
    Object body =
        vertx.eventBus().request(ASK.address(), new JsonObject().put("text", "hi")).await().body();
    assertThat(body).isEqualTo(new JsonObject().put("text", "hi!"));
    ReplyException refused =
        catchThrowableOfType(
            ReplyException.class,
            () ->
                vertx
                    .eventBus()
                    .request(ASK.address(), new JsonObject().put("text", "hi").put("x", 1))
                    .await());
    assertThat(refused.getMessage()).contains("INVALID").contains("/x");
  }

  @Test
  void aFakeHearsAndSaysWhatAnotherProcessWould(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Reply reply = new Reply("yes");
    List<Question> heard = test.fake(ASK, question -> Future.succeededFuture(reply));
    Question question = new Question("?");
    assertThat(test.bus().request(ASK, test.call(), question).await())
        .isEqualTo(reply)
        .isNotSameAs(reply);
    assertThat(heard).containsExactly(question);
    assertThat(heard.get(0)).isNotSameAs(question);
  }

  @Test
  void everyNodeIsAskedAndOnlyThoseThatServeCount(Vertx vertx) {
    Bus bus = new Bus(vertx, Clocks.system());
    Call call = Call.internal("tester", Duration.ofSeconds(30), Clocks.system());
    assertThat(bus.requestEach(ASK, call, new Question("?")).await().answers()).isEmpty();
    bus.serveEach(ASK, (c, q) -> Future.succeededFuture(new Reply("here"))).ready().await();
    NodeReplies<Reply> each = bus.requestEach(ASK, call, new Question("?")).await();
    assertThat(each.answers().values()).containsExactly(new Reply("here"));
    assertThat(each.failed()).isEmpty();
  }

  @Test
  void aTopicReachesItsListenersAndAThrowingOneDisturbsNobody(Vertx vertx) {
    TestBus test = new TestBus(vertx);
    Bus bus = test.bus();
    Promise<Reply> heard = Promise.promise();
    bus.subscribe(
            NEWS,
            e -> {
              throw new IllegalStateException("on purpose");
            })
        .ready()
        .await();
    bus.subscribe(NEWS, heard::tryComplete).ready().await();
    bus.publish(NEWS, new Reply("news"));
    assertThat(heard.future().await()).isEqualTo(new Reply("news"));
  }

  private static Failure onLoop(Context loop, java.util.function.Supplier<Future<Reply>> ask) {
    Promise<Reply> answered = Promise.promise();
    loop.runOnContext(v -> ask.get().onComplete(answered));
    return TestBus.failure(answered.future());
  }
}
