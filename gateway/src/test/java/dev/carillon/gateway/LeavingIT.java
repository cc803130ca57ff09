package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.keys.KeyListVersion;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.contract.keys.VerifyKeys;
import dev.carillon.gateway.testkit.RawSocket;
import dev.carillon.testkit.TestBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that has left before it is known who it is takes nothing of its key's share. */
class LeavingIT {
  private static final String KEY = "sk_" + "k".repeat(43);
  private static final String BEARER = "Authorization: Bearer " + KEY;

  private final Vertx vertx = Vertx.vertx();
  private final Promise<VerifiedKeys> answer = Promise.promise();
  private final TestServer server =
      new TestServer(vertx, "CARILLON_REQUESTS=1", "CARILLON_REQUESTS_PER_KEY=1");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itsPlaceIsNotTakenWhenTheAnswerComes() {
    TestBus bus = new TestBus(vertx);
    bus.fake(Keys.VERSION, asked -> Future.succeededFuture(new KeyListVersion(1)));
    List<VerifyKeys> asked = bus.fake(Keys.VERIFY, keys -> answer.future());
    RawSocket leaving = server.socket().send("GET /hello HTTP/1.1\r\nHost: x\r\n" + BEARER);
    leaving.send("\r\n\r\n");
    await(() -> asked.size() == 1);
    assertThat(hello(TestServer.AUTHORIZATION)).startsWith("HTTP/1.1 503");
    leaving.closeHard();
    await(() -> hello(TestServer.AUTHORIZATION).startsWith("HTTP/1.1 200"));
    answer.complete(
        new VerifiedKeys(
            1,
            List.of(
                new VerifiedKeys.Good(
                    asked.get(0).sha256().get(0), "late", List.of("users:read"), null))));
    for (int i = 0; i < 3; i++) {
      await(() -> hello(BEARER).startsWith("HTTP/1.1 200"));
    }
  }

  private String hello(String authorization) {
    return server.answer("GET /hello HTTP/1.1", "Host: x", authorization);
  }

  private static void await(BooleanSupplier condition) {
    long end = Clocks.system().nanos() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(Clocks.system().nanos()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
