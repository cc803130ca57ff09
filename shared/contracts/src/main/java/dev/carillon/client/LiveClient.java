package dev.carillon.client;

import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.QueueClosedException;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to {@code /ws}: sends text and JSON, and reads until it is closed. What comes back
 * by itself, resumes and publishes is {@link dev.carillon.client.live.Live}.
 *
 * <pre>{@code
 * LiveClient.plain(vertx, URI.create("ws://127.0.0.1:8080/ws"), key)
 *     .compose(client -> client.send("Hi all").compose(v -> client.next()))
 *     .onSuccess(text -> System.out.println(text)); // Broadcast: Hi all
 *
 * LiveClient.open(vertx, URI.create("ws://127.0.0.1:8080/ws"), key)
 *     .compose(client -> client.subscribe("users.changed").compose(ok -> client.next()))
 *     .onSuccess(message -> System.out.println(message));
 * }</pre>
 *
 * <p>What comes in waits in a bounded queue until {@link #next} asks for it; when the queue is full
 * the client stops reading from its socket, so that the server feels it. Thread-safe.
 */
public final class LiveClient {
  private static final Logger LOG = LoggerFactory.getLogger(LiveClient.class);
  private static final String PROTOCOL = "carillon.v1.json";
  private static final int WAITING = 1_024;

  /** 64 KiB of data, and what is around it. */
  private static final int LONGEST_FRAME = 1 << 20;

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final WebSocketClient http;
  private final WebSocket socket;
  private final AsyncQueue<String> incoming;
  private final Map<String, Promise<Doc>> asked = new HashMap<>();
  private final Promise<Integer> closed = Promise.promise();

  private LiveClient(WebSocketClient http, WebSocket socket, Timers timers) {
    this.http = http;
    this.socket = socket;
    this.incoming = AsyncQueue.fifo("incoming", WAITING, timers);
    socket.textMessageHandler(this::onText);
    socket.exceptionHandler(e -> LOG.debug("The connection broke: {}", e.toString()));
    socket.closeHandler(v -> onClose());
  }

  /** Connects in plain mode: what others say comes as {@code Broadcast: ...}. */
  public static Future<LiveClient> plain(Vertx vertx, URI url, String key) {
    return connect(vertx, url, key, new WebSocketConnectOptions());
  }

  /**
   * Connects with topics, and says hello. Fails, and is closed, when the server's first words are
   * no welcome, or none come within five seconds.
   */
  public static Future<LiveClient> open(Vertx vertx, URI url, String key) {
    WebSocketConnectOptions options = new WebSocketConnectOptions().addSubProtocol(PROTOCOL);
    return connect(vertx, url, key, options).compose(LiveClient::greet);
  }

  /** Nobody else has the connection yet: it ends with a greeting that fails. */
  private Future<LiveClient> greet() {
    return sendJson(Doc.object("type", "hello"))
        .compose(v -> incoming.get(Wait.atMost(ANSWER_LIMIT)))
        .compose(this::greeted)
        .onFailure(e -> close().onFailure(f -> LOG.debug("Not closed: {}", f.toString())));
  }

  private Future<LiveClient> greeted(String text) {
    return "welcome".equals(Json.read(text, Doc.class).text("type"))
        ? Future.succeededFuture(this)
        : Future.failedFuture("refused: " + text);
  }

  /**
   * Connects with topics, shows nothing and says nothing: whoever holds the connection speaks the
   * protocol. The URL may have a query, such as a ticket.
   */
  public static Future<LiveClient> byHand(Vertx vertx, URI url) {
    return connect(vertx, url, null, new WebSocketConnectOptions().addSubProtocol(PROTOCOL));
  }

  /** Sends a text; completes when it is on its way. */
  public Future<Void> send(String text) {
    return socket.writeTextMessage(text);
  }

  /** Sends a binary message, which is of no protocol here. */
  public Future<Void> sendBinary(byte[] bytes) {
    return socket.writeBinaryMessage(Buffer.buffer(bytes));
  }

  /** Sends a value as JSON. */
  public Future<Void> sendJson(Object value) {
    return send(Json.text(value));
  }

  /**
   * Listens to a topic.
   *
   * @return the topic's position: {@code epoch} and {@code seq}; fails when the topic is refused
   */
  public Future<Doc> subscribe(String topic) {
    String id = UUID.randomUUID().toString();
    Promise<Doc> answer = Promise.promise();
    synchronized (asked) {
      asked.put(id, answer);
    }
    return sendJson(Doc.object("type", "sub", "id", id, "topic", topic))
        .compose(v -> answer.future());
  }

  /** The next text; fails with {@link QueueClosedException} after the last one. */
  public Future<String> next() {
    return incoming.get();
  }

  /** The same with a bounded wait. */
  public Future<String> next(Wait wait) {
    return incoming.get(wait);
  }

  /** Completes with the close code when the connection is closed, by whichever side. */
  public Future<Integer> closed() {
    return closed.future();
  }

  /** Closes the connection. */
  public Future<Void> close() {
    return socket.close();
  }

  private static Future<LiveClient> connect(
      Vertx vertx, URI url, @Nullable String key, WebSocketConnectOptions options) {
    boolean secure = "wss".equals(url.getScheme());
    int usual = secure ? 443 : 80;
    WebSocketClient http =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(LONGEST_FRAME)
                .setMaxMessageSize(LONGEST_FRAME));
    options
        .setHost(url.getHost())
        .setPort(url.getPort() == -1 ? usual : url.getPort())
        .setSsl(secure)
        .setURI(url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()))
        .setTimeout(ANSWER_LIMIT.toMillis())
        .setAllowOriginHeader(false); // that is a browser's, and the server would want it listed
    if (key != null) {
      options.putHeader("Authorization", "Bearer " + key);
    }
    return http.connect(options)
        .map(socket -> new LiveClient(http, socket, Timers.of(vertx)))
        .onFailure(e -> http.close().onFailure(f -> LOG.debug("Not closed: {}", f.toString())));
  }

  private void onText(String text) {
    if (isAnswer(text)) {
      return;
    }
    socket.pause();
    incoming.put(text).onComplete(r -> socket.resume());
  }

  /** Whether it was the answer to a subscription; then it has been given to who asked. */
  private boolean isAnswer(String text) {
    synchronized (asked) {
      if (asked.isEmpty()) {
        return false;
      }
    }
    Doc frame;
    try {
      frame = Json.read(text, Doc.class);
    } catch (Failure notJson) {
      return false;
    }
    Promise<Doc> answer;
    synchronized (asked) {
      answer = asked.remove(String.valueOf(frame.members().get("id")));
    }
    if (answer == null) {
      return false;
    }
    if ("ok".equals(frame.text("type"))) {
      answer.complete(frame);
    } else {
      answer.fail("refused: " + text);
    }
    return true;
  }

  private void onClose() {
    incoming.close();
    synchronized (asked) {
      asked.values().forEach(answer -> answer.tryFail("The connection was closed"));
      asked.clear();
    }
    closed.complete(socket.closeStatusCode() == null ? -1 : (int) socket.closeStatusCode());
    http.close().onFailure(e -> LOG.debug("Not closed: {}", e.toString()));
  }
}
