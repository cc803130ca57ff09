package dev.carillon.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Speaks HTTP and WebSocket as any other client would: with nothing of Carillon's own code. */
public final class Client {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final String base;
  private final String key;

  public Client(int port, String key) {
    this.base = "http://127.0.0.1:" + port;
    this.key = key;
  }

  /** An answer as it came. */
  public record Answer(int status, String body, java.net.http.HttpHeaders headers) {
    public JsonObject json() {
      return new JsonObject(body);
    }

    public JsonArray items() {
      return json().getJsonArray("items");
    }

    public String header(String name) {
      return headers.firstValue(name).orElse(null);
    }

    public Answer hasStatus(int expected) {
      assertThat(status).as(body).isEqualTo(expected);
      return this;
    }
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path, Object body) {
    return send("POST", path, body == null ? "" : body.toString());
  }

  public Answer put(String path, Object body) {
    return send("PUT", path, body.toString());
  }

  /** With a body that need not be JSON, and headers, name and value in turns. */
  public Answer send(String method, String path, Object body, String... headers) {
    HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(
        request.method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body(), answer.headers());
    } catch (IOException e) {
      return new Answer(0, e.toString(), null);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT);
    return key == null ? builder : builder.header("Authorization", "Bearer " + key);
  }

  public JsonObject createUser(String email, String name) {
    return post("/v1/users", new JsonObject().put("email", email).put("name", name))
        .hasStatus(201)
        .json();
  }

  public static JsonObject mail(String to, String subject) {
    return new JsonObject()
        .put("to", new JsonObject().put("email", to))
        .put("subject", subject)
        .put("text", "Text of " + subject);
  }

  /** A WebSocket of a plain client, or of one that names a subprotocol. */
  public Socket webSocket(String subProtocol) {
    return webSocket(subProtocol, null);
  }

  /** The same from a web page of the given origin. */
  public Socket webSocket(String subProtocol, String origin) {
    return webSocketAt("/ws", subProtocol, origin);
  }

  /** The same at another path, or with a query. */
  public Socket webSocketAt(String path, String subProtocol, String origin) {
    Socket socket = new Socket();
    WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(LIMIT);
    if (key != null) {
      builder.header("Authorization", "Bearer " + key);
    }
    if (origin != null) {
      builder.header("Origin", origin);
    }
    if (subProtocol != null) {
      builder.subprotocols(subProtocol);
    }
    socket.webSocket =
        builder.buildAsync(URI.create(base.replace("http", "ws") + path), socket).join();
    return socket;
  }

  /** What came in on a WebSocket, in order. */
  public static final class Socket implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket webSocket;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        texts.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      texts.add("closed " + code);
      return null;
    }

    public void send(Object text) {
      webSocket.sendText(text.toString(), true).join();
    }

    /** The next text that begins so; others are passed over. */
    public String next(String prefix) {
      long end = System.nanoTime() + LIMIT.toNanos();
      try {
        while (true) {
          String text = texts.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (text == null) {
            throw new AssertionError("No text that begins with " + prefix + " came");
          }
          if (text.startsWith(prefix)) {
            return text;
          }
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** The next frame of {@code carillon.v1.json}. */
    public JsonObject frame() {
      return new JsonObject(next("{"));
    }

    @Override
    public void close() {
      webSocket.abort();
    }
  }
}
