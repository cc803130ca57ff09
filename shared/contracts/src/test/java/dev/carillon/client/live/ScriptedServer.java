package dev.carillon.client.live;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that says what the test wants: each connection is taken and answered by hand. */
final class ScriptedServer implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final HttpServer server;
  private final BlockingQueue<Client> clients = new LinkedBlockingQueue<>();

  ScriptedServer(Vertx vertx) throws Exception {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("carillon.v1.json"))
            .webSocketHandler(socket -> clients.add(new Client(socket)));
    server.listen(0, "127.0.0.1").await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  URI url() {
    return URI.create("ws://127.0.0.1:" + server.actualPort() + "/ws");
  }

  /** The next connection. */
  Client next() throws InterruptedException {
    return given(clients.poll(LIMIT_SECONDS, TimeUnit.SECONDS), "connection");
  }

  /** The next one, which is welcome. */
  Client welcome() throws InterruptedException {
    Client client = next();
    client.heard("hello");
    return client.says("welcome");
  }

  boolean hasMore() {
    return !clients.isEmpty();
  }

  private static <T> T given(T value, String what) {
    if (value == null) {
      throw new AssertionError("No " + what + " came");
    }
    return value;
  }

  /** One connection. */
  static final class Client {
    private final ServerWebSocket socket;
    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final Promise<Void> closed = Promise.promise();

    Client(ServerWebSocket socket) {
      this.socket = socket;
      socket.textMessageHandler(text -> frames.add(new JsonObject(text)));
      socket.closeHandler(v -> closed.complete());
    }

    /** Completes when the connection is closed, by whichever side. */
    Future<Void> closed() {
      return closed.future();
    }

    String query() {
      return String.valueOf(socket.query());
    }

    /** The next frame, which is of this type. */
    JsonObject heard(String type) throws InterruptedException {
      JsonObject frame = given(frames.poll(LIMIT_SECONDS, TimeUnit.SECONDS), type);
      if (!type.equals(frame.getString("type"))) {
        throw new AssertionError("Wanted " + type + ", heard " + frame);
      }
      return frame;
    }

    /** Names and values in turns. */
    Client says(String type, Object... members) {
      JsonObject frame = new JsonObject().put("type", type);
      for (int i = 0; i < members.length; i += 2) {
        frame.put((String) members[i], members[i + 1]);
      }
      socket.writeTextMessage(frame.encode()).await();
      return this;
    }

    Client message(String topic, String epoch, long seq) {
      return says("msg", "topic", topic, "epoch", epoch, "seq", seq, "data", seq);
    }

    /** Answers the next {@code sub}; gives what was asked. */
    JsonObject subscribed(String epoch, long seq) throws InterruptedException {
      JsonObject sub = heard("sub");
      String topic = sub.getString("topic");
      says("ok", "id", sub.getString("id"), "topic", topic, "epoch", epoch, "seq", seq);
      return sub;
    }

    void closes(int code, String reason) {
      socket.close((short) code, reason).await();
    }
  }

  @Override
  public void close() {
    server.close().await();
  }
}
