package dev.carillon.bench.users;

import dev.carillon.contract.Cursor;
import dev.carillon.json.Doc;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** What the clients of a round ask. */
public interface Requests {
  /** Before the first. */
  Request NONE = new Request(Buffer.buffer(), "", "");

  /** How many users a list request asks for. */
  int PAGE = 50;

  /**
   * A request and what its answer must be.
   *
   * @param bytes as they go over the wire
   * @param status of the answer
   * @param contains what must be in its body
   */
  record Request(Buffer bytes, String status, String contains) {}

  /** The next one; from any thread. */
  Request next();

  /** A user by id, any of them. */
  static Requests get(String key, List<Seed.Row> users) {
    return () -> {
      String id = any(users).id();
      return request("GET", "/v1/users/" + id, key, "", "200", id);
    };
  }

  /** A page that begins anywhere. */
  static Requests list(String key, List<Seed.Row> users) {
    List<Seed.Row> starts = users.subList(0, Math.max(1, users.size() - PAGE - 1));
    return () -> {
      Seed.Row from = any(starts);
      String cursor = new Cursor("createdAt", Doc.of(from.createdAt()), from.id()).text();
      String path = "/v1/users?limit=" + PAGE + "&cursor=" + cursor;
      return request("GET", path, key, "", "200", "\"items\":[");
    };
  }

  /** A user to be, each address once. */
  static Requests create(String key, String mark, boolean keyed, boolean welcome) {
    AtomicInteger number = new AtomicInteger();
    return () -> {
      String email = mark + number.incrementAndGet() + "@bench.example";
      String body =
          "{\"email\":\"" + email + "\",\"name\":\"Bench User\",\"welcome\":" + welcome + "}";
      String headers = keyed ? key + "\r\nidempotency-key: " + email : key;
      return request("POST", "/v1/users", headers, body, "201", email);
    };
  }

  /** Nothing, of a server that has such a path or of one that answers everything. */
  static Requests empty(String key) {
    Request only = request("GET", "/v1/empty", key, "", "20", "");
    return () -> only;
  }

  /** One user after the other. */
  static Requests deactivate(String key, List<Seed.Row> users) {
    AtomicInteger number = new AtomicInteger();
    return () -> {
      String id = users.get(number.getAndIncrement() % users.size()).id();
      return request("POST", "/v1/users/" + id + "/deactivate", key, "", "200", "\"active\":false");
    };
  }

  /** A POST with a body of ASCII, which is answered 200. */
  static Request post(String path, String key, String body, String contains) {
    return request("POST", path, key, body, "200", contains);
  }

  private static Seed.Row any(List<Seed.Row> users) {
    return users.get(ThreadLocalRandom.current().nextInt(users.size()));
  }

  private static Request request(
      String method, String path, String key, String body, String status, String contains) {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer "
            + key
            + (method.equals("GET")
                ? ""
                : "\r\ncontent-type: application/json\r\ncontent-length: " + body.length())
            + "\r\n\r\n";
    return new Request(Buffer.buffer(head + body), status, contains);
  }
}
