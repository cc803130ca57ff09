package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/**
 * Hostile text in every field and parameter of users and profiles: nothing is an internal error,
 * what was accepted comes back as it was sent, and what was refused is nowhere.
 */
@WithUp("CARILLON_WELCOME=off")
class InjectionIT {
  private static final List<String> HOSTILE =
      List.of(
          "'",
          "' or '1'='1",
          "'; drop table users.users; --",
          "\" or 1=1 --",
          "1); select 1; --",
          "\\",
          "\\' or 1=1",
          "$1",
          "%",
          "_",
          "%s%n%x",
          "${jndi:ldap://x}",
          "$where",
          "$gt",
          "{\"$gt\":\"\"}",
          "[$ne]",
          "a.b",
          ".",
          "..",
          "../../etc/passwd",
          "<script>alert(1)</script>",
          "{{7*7}}",
          "&amp;",
          "null",
          "true",
          "NaN",
          "-0",
          "1e999",
          "9".repeat(400),
          "0x7f",
          " ",
          "a\tb",
          "a\nb",
          "a\r\nX-Evil: 1",
          "a\u0000b",
          "\u0007",
          "\u001b[31m",
          "\u0085",
          "\u2028",
          "\u202eabc",
          "\u200b",
          "\ufeff",
          "\ufffe",
          "e\u0301\u0302\u0303",
          "\u0e49\u0e49\u0e49",
          "\ud83d\ude00",
          "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
          "\u05d0\u05d1\u0627",
          "\ufdfa",
          "\u0130I\u0131i",
          "\u00df",
          "x".repeat(5_000),
          "\ud83d",
          "\udc00x");

  /** Bodies that are not what any field's text could make. */
  private static final List<String> BROKEN =
      List.of(
          "{",
          "}",
          "[",
          "\"",
          "nul",
          "{\"email\":}",
          "{\"email\":\"a@b.c\",}",
          "{'email':1}",
          "{\"email\":\"a@b.c\",\"email\":\"d@e.f\",\"name\":\"N\"}",
          "{}{}",
          "[]",
          "1",
          "\"text\"",
          "null",
          "{\"name\":1e999999,\"email\":\"a@b.c\"}",
          "{\"email\":\"\\ud800\",\"name\":\"N\"}",
          "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
          "[".repeat(100_000),
          "{\"email\":\"a@b.c\",\"name\":" + "9".repeat(5_000) + "}",
          "{\"email\":NaN}",
          "{\"\":\"\"}",
          "{\"__proto__\":{}}",
          "{\"email\":\"a@b.c\",\"name\":\"N\",\"welcome\":\"false\"}",
          "// comment\n{}",
          "{\"items\":[" + "{},".repeat(2_000) + "{}]}",
          "{\"items\":null}",
          "{\"items\":[null]}");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Client client;
  private final Database database;

  InjectionIT(Up up, Database database) {
    this.client = up.client();
    this.database = database;
  }

  @Test
  void everyFieldOfAUser() {
    for (String text : HOSTILE) {
      for (String field :
          List.of("email", "name", "locale", "zone", "externalId", "welcome", text)) {
        JsonObject body = valid().put(field, text);
        long before = users();
        Client.Answer answer = judged(client.post("/v1/users", ascii(body)));
        assertThat(users() - before).as(body.encode()).isEqualTo(answer.status() == 201 ? 1 : 0);
        if (answer.status() == 201) {
          JsonObject stored =
              client.get("/v1/users/" + answer.json().getString("id")).hasStatus(200).json();
          assertStored(field, stored.getString(field), text);
          client.send("DELETE", "/v1/users/" + stored.getString("id"), null).hasStatus(200);
        }
      }
    }
  }

  @Test
  void everyFieldOfAPatchAndABatch() {
    String path = "/v1/users/" + client.post("/v1/users", valid()).json().getString("id");
    for (String text : HOSTILE) {
      for (String field :
          List.of("email", "name", "locale", "zone", "externalId", "active", text)) {
        String before = client.get(path).body();
        Client.Answer answer =
            judged(
                client.send(
                    "PATCH", path, ascii(new JsonObject().put(field, text)), "If-Match", "*"));
        if (answer.status() == 200) {
          assertStored(field, client.get(path).json().getString(field), text);
        } else {
          assertThat(client.get(path).body()).isEqualTo(before);
        }
      }
      long before = users();
      JsonArray items = new JsonArray();
      for (String field : List.of("op", "id", "ifMatch", "user", "patch", text)) {
        items.add(new JsonObject().put("op", "deactivate").put(field, text));
        items.add(
            new JsonObject().put("op", "create").put("user", new JsonObject().put(field, text)));
      }
      Client.Answer answer =
          judged(client.post("/v1/users/batch", ascii(new JsonObject().put("items", items))));
      if (answer.status() == 200) {
        assertThat(answer.json().getInteger("done")).as(answer.body()).isZero();
      }
      assertThat(users()).isEqualTo(before);
    }
  }

  @Test
  void everyPlaceOfAProfile() {
    String path =
        "/v1/users/" + client.post("/v1/users", valid()).json().getString("id") + "/profile";
    List<BiFunction<JsonObject, String, JsonObject>> places =
        List.of(
            (doc, text) -> doc.put("value", text),
            (doc, text) -> doc.put(text, 1),
            (doc, text) -> doc.put("in", new JsonObject().put(text, text)),
            (doc, text) ->
                doc.put("list", new JsonArray().add(text).add(new JsonObject().put(text, 1))));
    for (String text : HOSTILE) {
      for (BiFunction<JsonObject, String, JsonObject> place : places) {
        JsonObject doc = place.apply(new JsonObject(), text);
        Client.Answer before = client.get(path);
        Client.Answer answer = judged(client.put(path, ascii(doc)));
        Client.Answer after = client.get(path);
        if (answer.status() == 200) {
          assertThat(after.json().getJsonObject("profile")).isEqualTo(doc);
        } else {
          assertThat(after.status()).isEqualTo(before.status());
          assertThat(after.status() == 404 || after.body().equals(before.body())).isTrue();
        }
        judged(client.send("PATCH", path, ascii(doc), "If-Match", "*"));
      }
    }
  }

  @Test
  void everyParameterAndHeader() {
    String id = client.post("/v1/users", valid()).json().getString("id");
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (String text : HOSTILE) {
      String value =
          URLEncoder.encode(
              text.length() > 1_000 ? text.substring(0, 1_000) : text, StandardCharsets.UTF_8);
      List<String> paths = new ArrayList<>();
      for (String param :
          List.of(
              "active",
              "q",
              "email",
              "externalId",
              "createdFrom",
              "createdTo",
              "sort",
              "limit",
              "cursor",
              "count",
              value)) {
        paths.add("/v1/users?" + param + "=" + value);
        paths.add("/v1/users/export?" + param + "=" + value);
      }
      for (String param : List.of("filter", "sort", "limit", "cursor")) {
        paths.add("/v1/profiles?" + param + "=" + value);
      }
      paths.add("/v1/profiles?sort=a&cursor=" + value);
      for (String operator :
          List.of("eq", "ne", "gt", "gte", "lt", "lte", "in", "exists", "prefix", value)) {
        paths.add("/v1/profiles?filter=a:" + operator + ":" + value);
        paths.add("/v1/profiles?filter=" + value + ":" + operator + ":1");
      }
      for (String order : List.of("createdAt", "name", "email")) {
        String forged = cursor(order, text, id);
        paths.add("/v1/users?sort=" + order + "&cursor=" + forged);
        paths.add("/v1/users?sort=" + order + "&cursor=" + cursor(order, "x", text));
      }
      paths.add("/v1/profiles?sort=a&cursor=" + cursor("a", text, id));
      paths.add("/v1/profiles?sort=a&cursor=" + cursor("a", null, text));
      paths.add("/v1/profiles?cursor=" + cursor("", null, text));
      paths.add("/v1/profiles/stats?field=" + value);
      paths.add("/v1/profiles/stats?field=a&by=" + value);
      paths.add("/v1/users/" + value.replace("+", "%20"));
      paths.add("/v1/users/" + id + "/audit?cursor=" + value);
      for (String path : paths) {
        statuses.merge(judged(client.get(path)).status(), 1, Integer::sum);
      }
      if (text.chars().allMatch(c -> c >= ' ' && c < 127) && !text.isBlank()) {
        for (String header : List.of("If-None-Match", "X-Request-Id", "traceparent")) {
          judged(client.send("GET", "/v1/users/" + id, null, header, text));
        }
        judged(client.send("PATCH", "/v1/users/" + id, "{}", "If-Match", text));
        judged(
            client.send("POST", "/v1/users/" + id + "/deactivate", null, "Idempotency-Key", text));
      }
    }
    for (String time :
        List.of(
            "+294277-01-01T00:00:00Z", "-5000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z")) {
      judged(client.get("/v1/users?cursor=" + cursor("createdAt", time, id)));
    }
    assertThat(statuses.keySet()).contains(200, 400);
  }

  @Test
  void everyBodyThatIsBroken() {
    String id = client.post("/v1/users", valid()).json().getString("id");
    long before = users();
    for (String body : BROKEN) {
      for (String[] to :
          List.of(
              new String[] {"POST", "/v1/users"},
              new String[] {"POST", "/v1/users/batch"},
              new String[] {"PATCH", "/v1/users/" + id})) {
        judged(client.send(to[0], to[1], body, "If-Match", "*"));
      }
      judged(client.send("PUT", "/v1/users/" + id + "/profile", body));
    }
    byte[] notUtf8 = {'{', '"', (byte) 0xff, (byte) 0xc0, '"', ':', '1', '}'};
    HttpRequest.Builder request =
        client
            .request("/v1/users")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(notUtf8));
    assertThat(judged(client.send(request)).status()).isEqualTo(400);
    assertThat(users()).isEqualTo(before);
  }

  private static JsonObject valid() {
    return new JsonObject()
        .put("email", "inject" + NUMBER.incrementAndGet() + "@example.org")
        .put("name", "Name");
  }

  /** What UTF-8 cannot carry, such as half a pair, must get there all the same. */
  private static String ascii(JsonObject json) {
    StringBuilder ascii = new StringBuilder();
    json.encode()
        .chars()
        .forEach(c -> ascii.append(c < 127 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    return ascii.toString();
  }

  /** What a client could make of a cursor that it took apart. */
  private static String cursor(String order, String value, String id) {
    JsonArray parts = new JsonArray().add(order).add(value).add(id);
    byte[] json = ascii(new JsonObject().put("a", parts)).getBytes(StandardCharsets.US_ASCII);
    String array = new String(json, StandardCharsets.US_ASCII);
    String text = array.substring(5, Math.min(array.length() - 1, 1_200));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private long users() {
    return database.number("select count(*) from users.users");
  }

  /** No internal error, and every refusal is a problem document without internals. */
  private static Client.Answer judged(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 499);
    if (answer.status() >= 400) {
      assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
      assertThat(answer.body()).doesNotContain("Exception").doesNotContain("dev.carillon");
    }
    return answer;
  }

  /** As it came; of a language tag the canonical case is stored. */
  private static void assertStored(String field, String stored, String text) {
    if (field.equals("locale")) {
      assertThat(stored).isEqualToIgnoringCase(text);
    } else {
      assertThat(stored).isEqualTo(text);
    }
  }
}
