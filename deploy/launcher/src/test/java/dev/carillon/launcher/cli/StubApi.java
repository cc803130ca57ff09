package dev.carillon.launcher.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * As much of the API as an import sees, over real HTTP: batches with their idempotency keys, and
 * troubles by plan.
 */
final class StubApi implements AutoCloseable {
  /** What happens to a batch instead of what it asks for. */
  record Trouble(int status, String code, String retryAfter, boolean afterwards) {
    static Trouble answer(int status, String code) {
      return new Trouble(status, code, "0", false);
    }

    /** It is done, and then the connection breaks. */
    static Trouble lostAnswer() {
      return new Trouble(0, "", "", true);
    }
  }

  private final HttpServer server;
  private final Deque<Trouble> troubles = new ArrayDeque<>();
  private final Map<String, String> asked = new HashMap<>();
  private final Map<String, JsonObject> answers = new HashMap<>();
  private final Set<String> busyOnce = new HashSet<>();
  private final List<JsonObject> users = new ArrayList<>();
  private final List<String> off = new ArrayList<>();
  private final Map<String, Deque<String>> offTroubles = new HashMap<>();
  private int requests;
  private int troubleFrom;

  StubApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/users", this::list);
    server.createContext("/v1/users/batch", this::batch);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  synchronized StubApi troubled(Trouble... planned) {
    troubles.addAll(List.of(planned));
    return this;
  }

  /** The same for the request with this number, and those after it. */
  synchronized void troubledFrom(int request, Trouble... planned) {
    troubleFrom = request;
    troubled(planned);
  }

  /** This address is refused for a moment, once. */
  synchronized StubApi busyFor(String email) {
    busyOnce.add(email);
    return this;
  }

  /** To deactivate this one fails with these codes first. */
  synchronized StubApi staysOn(String email, String... codes) {
    offTroubles.put("id-of-" + email, new ArrayDeque<>(List.of(codes)));
    return this;
  }

  /** Somebody who is there already. */
  synchronized void add(JsonObject user) {
    users.add(user);
  }

  synchronized List<JsonObject> users() {
    return List.copyOf(users);
  }

  synchronized List<String> emails() {
    return users.stream().map(user -> user.getString("email")).toList();
  }

  synchronized List<String> deactivated() {
    return List.copyOf(off);
  }

  synchronized Set<String> keys() {
    return Set.copyOf(asked.keySet());
  }

  synchronized int requests() {
    return requests;
  }

  private synchronized void list(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    JsonArray items = new JsonArray();
    users.stream()
        .filter(user -> query.equals("email=" + user.getString("email")))
        .map(this::shown)
        .forEach(items::add);
    answer(exchange, 200, JsonObject.of("items", items));
  }

  private JsonObject shown(JsonObject user) {
    String id = "id-of-" + user.getString("email");
    return user.copy().put("id", id).put("active", !off.contains(id));
  }

  private synchronized void batch(HttpExchange exchange) throws IOException {
    requests++;
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    Trouble trouble = requests < troubleFrom ? null : troubles.poll();
    if (trouble != null && !trouble.afterwards()) {
      exchange.getResponseHeaders().set("Retry-After", trouble.retryAfter());
      answer(
          exchange, trouble.status(), JsonObject.of("code", trouble.code(), "detail", "by plan"));
      return;
    }
    if (!body.equals(asked.computeIfAbsent(key, k -> body))) {
      answer(exchange, 422, JsonObject.of("code", "idempotency-mismatch", "detail", "mismatch"));
      return;
    }
    JsonObject answer = answers.computeIfAbsent(key, k -> done(new JsonObject(body)));
    if (trouble != null) {
      exchange.close();
      return;
    }
    answer(exchange, 200, answer);
  }

  private JsonObject done(JsonObject batch) {
    JsonArray outcomes = new JsonArray();
    for (Object item : batch.getJsonArray("items")) {
      JsonObject asks = (JsonObject) item;
      if (asks.getString("op").equals("deactivate")) {
        outcomes.add(deactivated(asks.getString("id")));
      } else {
        outcomes.add(created(asks.getJsonObject("user")));
      }
    }
    return JsonObject.of("items", outcomes);
  }

  private JsonObject deactivated(String id) {
    String code = offTroubles.getOrDefault(id, new ArrayDeque<>()).poll();
    if (code != null) {
      return JsonObject.of("result", "failed", "code", code, "detail", "by plan");
    }
    off.add(id);
    return JsonObject.of("result", "done");
  }

  private JsonObject created(JsonObject user) {
    String email = user.getString("email", "");
    if (busyOnce.remove(email)) {
      return JsonObject.of("result", "failed", "code", "unavailable", "detail", "busy");
    }
    if (!email.contains("@")) {
      return refused("invalid", "/user/email", "is not one plain e-mail address");
    }
    if (emails().contains(email)) {
      return refused("conflict", "/user/email", "is taken");
    }
    users.add(user);
    return JsonObject.of("result", "done", "id", "id-of-" + email);
  }

  private static JsonObject refused(String code, String pointer, String detail) {
    return JsonObject.of(
        "result",
        "failed",
        "code",
        code,
        "detail",
        pointer + " " + detail,
        "errors",
        JsonArray.of(JsonObject.of("pointer", pointer, "detail", detail)));
  }

  private static void answer(HttpExchange exchange, int status, JsonObject body)
      throws IOException {
    byte[] bytes = body.toBuffer().getBytes();
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
