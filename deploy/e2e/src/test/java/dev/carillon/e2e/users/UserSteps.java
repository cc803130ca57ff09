package dev.carillon.e2e.users;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What suites of users do and look at again and again. */
record UserSteps(Client client) {
  Client.Answer keyed(String method, String path, Object body, String key) {
    return client.send(method, path, body, "Idempotency-Key", key);
  }

  List<String> names(String query) {
    return client.get("/v1/users?limit=200&" + query).hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getString("name"))
        .toList();
  }

  List<String> pages(String query) {
    List<String> names = new ArrayList<>();
    String cursor = null;
    do {
      JsonObject page =
          client
              .get("/v1/users?" + query + (cursor == null ? "" : "&cursor=" + cursor))
              .hasStatus(200)
              .json();
      page.getJsonArray("items").forEach(item -> names.add(((JsonObject) item).getString("name")));
      cursor = page.getString("next");
    } while (cursor != null);
    return names;
  }

  List<String> actions(JsonObject user) {
    return client.get(path(user) + "/audit").hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getString("action"))
        .toList();
  }

  static JsonObject create(String email, String name) {
    return new JsonObject()
        .put("op", "create")
        .put("user", new JsonObject().put("email", email).put("name", name));
  }

  static String path(JsonObject user) {
    return "/v1/users/" + user.getString("id");
  }

  static String code(Client.Answer answer) {
    return answer.json().getString("code");
  }

  /** A GET written by hand, whose answer nobody has begun to read. */
  static Socket openGet(Up up, String path, String headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), up.port());
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nhost: localhost\r\n"
            + headers
            + "authorization: Bearer "
            + up.key()
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }
}
