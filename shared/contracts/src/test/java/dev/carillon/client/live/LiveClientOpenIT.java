package dev.carillon.client.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.client.LiveClient;
import dev.carillon.client.live.ScriptedServer.Client;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plain client, whose connection nobody has but itself until it is welcome. */
class LiveClientOpenIT {
  private static final int LIMIT_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private Future<LiveClient> open() {
    return LiveClient.open(vertx, server.url(), "sk_1");
  }

  @Test
  void whoIsNotWelcomeHearsWhyAndLeavesNoConnection() throws Exception {
    Future<LiveClient> refused = open();
    Client client = server.next();
    client.heard("hello");
    client.says("error", "code", "forbidden", "detail", "Not you");
    assertThatThrownBy(() -> await(refused)).hasMessageContaining("forbidden");
    await(client.closed());
  }

  @Test
  void aServerThatSaysNothingIsLeft() throws Exception {
    Future<LiveClient> unanswered = open();
    Client client = server.next();
    client.heard("hello");
    assertThatThrownBy(() -> await(unanswered)).isNotNull();
    await(client.closed());
  }

  @Test
  void whoIsWelcomeStays() throws Exception {
    Future<LiveClient> opening = open();
    Client client = server.welcome();
    LiveClient live = await(opening);
    assertThat(client.closed().isComplete()).isFalse();
    await(live.close());
    await(client.closed());
  }
}
