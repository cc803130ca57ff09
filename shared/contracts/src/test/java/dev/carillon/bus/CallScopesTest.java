package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.contract.Done;
import dev.carillon.contract.Ping;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.request.Role;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.TestBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever serves a contract looks at the scopes of the call, wherever the call comes from. */
@ExtendWith(LoopGuard.class)
class CallScopesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Contract<Ping, Done> SEND =
      Contract.contract("test.send.v1", Ping.class, Done.class, LIMIT).exposed(Scope.MAIL_SEND);
  private static final Contract<Ping, Done> INSIDE =
      Contract.contract("test.inside.v1", Ping.class, Done.class, LIMIT);

  private final AtomicReference<Call> seen = new AtomicReference<>();

  /** The first use of a JSON library takes longer than a guard of event loops allows. */
  @BeforeAll
  static void loadJson() {
    Json.read(Json.bytes(WireFailure.of(Failure.invalid("/a", "b"))), WireFailure.class);
    Json.read(new JsonObject().encode(), Ping.class);
  }

  @Test
  void aCallWithoutTheScopeIsRefusedOnTheSameLoopToo(Vertx vertx) {
    Bus bus = serve(vertx);
    assertThat(TestBus.failure(bus.request(SEND, call(Scope.MAIL_READ), new Ping())))
        .hasMessage("This request requires the scope mail:send")
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.FORBIDDEN));
    Context loop = vertx.getOrCreateContext();
    Promise<Done> answered = Promise.promise();
    loop.runOnContext(
        v ->
            bus.serve(SEND, this::answer)
                .ready()
                .compose(r -> bus.request(SEND, call(Scope.MAIL_READ), new Ping()))
                .onComplete(answered));
    assertThat(TestBus.failure(answered.future()).code()).isEqualTo(FailureCode.FORBIDDEN);
    assertThat(seen.get()).isNull();
  }

  @Test
  void scopesTravelAndSuffice(Vertx vertx) {
    Bus bus = serve(vertx);
    bus.request(SEND, call(Scope.MAIL_SEND, Scope.subscribe("a.*")), new Ping()).await();
    assertThat(seen.get().scopes().text()).isEqualTo("live:subscribe:a.* mail:send");
    assertThat(seen.get().role()).isNull();
  }

  @Test
  void whatServicesAskOfEachOtherIsNotForCallersFromOutside(Vertx vertx) {
    Bus bus = serve(vertx);
    Call writer = call(Role.WRITER.scopes());
    assertThat(TestBus.failure(bus.request(INSIDE, writer, new Ping())).code())
        .isEqualTo(FailureCode.FORBIDDEN);
    bus.request(INSIDE, writer.asService(), new Ping()).await();
    assertThat(seen.get().principal()).isEqualTo("tester");
  }

  @Test
  void aMessageWithARoleAloneHasItsScopes(Vertx vertx) {
    serve(vertx);
    assertThat(refusal(vertx, new DeliveryOptions())).contains("FORBIDDEN");
    assertThat(refusal(vertx, new DeliveryOptions().addHeader("c-role", "READER")))
        .contains("FORBIDDEN");
    DeliveryOptions writer = new DeliveryOptions().addHeader("c-role", "WRITER");
    vertx.eventBus().request(SEND.address(), new JsonObject(), writer).await();
    assertThat(seen.get().scopes()).isEqualTo(Role.WRITER.scopes());
    assertThat(refusal(vertx, writer.addHeader("c-scopes", "users:read"))).contains("FORBIDDEN");
    assertThat(refusal(vertx, new DeliveryOptions().addHeader("c-scopes", "root")))
        .as("what nobody knows permits nothing")
        .contains("FORBIDDEN");
  }

  private static String refusal(Vertx vertx, DeliveryOptions options) {
    return catchThrowableOfType(
            ReplyException.class,
            () -> vertx.eventBus().request(SEND.address(), new JsonObject(), options).await())
        .getMessage();
  }

  private Bus serve(Vertx vertx) {
    Bus bus = new Bus(vertx, Clocks.system());
    bus.serve(SEND, this::answer).ready().await();
    bus.serve(INSIDE, this::answer).ready().await();
    return bus;
  }

  private Future<Done> answer(Call call, Ping ping) {
    seen.set(call);
    return Future.succeededFuture(new Done());
  }

  private static Call call(Scope... scopes) {
    return call(Scopes.of(scopes));
  }

  private static Call call(Scopes scopes) {
    return new Call("tester", scopes, "r-1", null, Deadline.in(LIMIT, Clocks.system()), null);
  }
}
