package dev.carillon.e2e.live.protocol;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The conversations of {@code live/protocol}, each with topics and tokens of its own. */
final class Conversations {
  private static final List<String> FILES =
      List.of("frames", "topics", "publish", "resume", "tokens", "presence");
  private static final Pattern NAME = Pattern.compile("\\$\\{(\\w+)}");
  private static final AtomicInteger LAST = new AtomicInteger();

  private final Client admin;
  private final String adminKey;
  private final String reader;
  private final String publisher;
  private final String user;
  private final String foreign;

  /** Keys, users and rules are made once. */
  Conversations(Up up) {
    this.admin = up.client();
    this.adminKey = up.key();
    String run = "suite-" + LAST.incrementAndGet();
    this.reader = key(run + "-reader", "live:subscribe:*");
    this.publisher = key(run + "-publisher", "live:publish:*");
    this.user = admin.createUser(run + "@example.org", "Suite").getString("id");
    String stranger = admin.createUser(run + "-other@example.org", "Other").getString("id");
    this.foreign = token(stranger).getString("token");
    rule("suite.*", "\"durable\":true,\"publish\":[\"writer\"]");
    rule("loose.*", "\"publish\":[\"writer\"]");
    rule("mute.*", "\"durable\":true");
    rule("small.*", "\"durable\":true,\"publish\":[\"writer\"],\"size\":10");
    rule("present.*", "\"durable\":true,\"publish\":[\"writer\"],\"presence\":true");
  }

  /** All of them, as they are written. */
  static List<JsonObject> written() {
    List<JsonObject> all = new ArrayList<>();
    for (String file : FILES) {
      String name = "/live/protocol/" + file + ".json";
      try (InputStream in = Conversations.class.getResourceAsStream(name)) {
        String text =
            new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        new JsonArray(text).forEach(one -> all.add((JsonObject) one));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  /** All of them, filled; a hello is their first step. */
  List<JsonObject> filled() {
    return written().stream().map(this::filled).toList();
  }

  /** What a scenario needs: topics, two tokens of a user, a ticket. */
  JsonObject scenario() {
    String id = "t" + LAST.incrementAndGet();
    String topic = "suite." + id;
    String present = "present." + id;
    return new JsonObject()
        .put("present", present)
        .put("user", user)
        .put("topic", topic)
        .put("loose", "loose." + id)
        .put("token", token(user, topic, present).getString("token"))
        .put("next", token(user, topic).getString("token"))
        .put(
            "ticket",
            admin
                .post("/v1/tickets", wanted(user, topic))
                .hasStatus(201)
                .json()
                .getString("ticket"));
  }

  private JsonObject filled(JsonObject conversation) {
    String id = "t" + LAST.incrementAndGet();
    Map<String, Object> names = new HashMap<>();
    for (String kind : List.of("suite", "loose", "mute", "small", "present", "gone")) {
      names.put(kind.equals("suite") ? "topic" : kind, kind + "." + id);
    }
    String text = conversation.encode();
    names.put("admin", adminKey);
    names.put("reader", reader);
    names.put("publisher", publisher);
    names.put("user", user);
    names.put("foreign", foreign);
    if (text.contains("${token") || text.contains("\"as\":\"token\"")) {
      JsonObject token = token(user, "suite." + id, "present." + id);
      names.put("token", token.getString("token"));
      names.put("tokenId", token.getString("id"));
    }
    if (text.contains("${other}")) {
      names.put("other", token(user).getString("token"));
    }
    if (text.contains("${ticket}")) {
      JsonObject wanted = wanted(user, "suite." + id);
      JsonObject ticket = admin.post("/v1/tickets", wanted).hasStatus(201).json();
      names.put("ticket", ticket.getString("ticket"));
    }
    if (text.contains("${gone}")) {
      rule("gone." + id, "\"durable\":true,\"publish\":[\"writer\"]");
    }
    JsonObject filled = fill(conversation, names);
    String as = filled.getString("as", "admin");
    if (!as.equals("nobody")) {
      JsonObject hello = new JsonObject().put("type", "hello").put("key", names.get(as));
      filled
          .getJsonArray("steps")
          .add(0, new JsonObject().put("expect", new JsonObject().put("type", "welcome")))
          .add(0, new JsonObject().put("send", hello));
    }
    return filled;
  }

  /** The same value with what is known by name; the rest stays. */
  static JsonObject fill(JsonObject value, Map<String, Object> names) {
    return (JsonObject) fillAny(value, names);
  }

  private static Object fillAny(Object value, Map<String, Object> names) {
    return switch (value) {
      case String text ->
          NAME.matcher(text)
              .replaceAll(
                  found ->
                      Matcher.quoteReplacement(
                          String.valueOf(names.getOrDefault(found.group(1), found.group()))));
      case JsonArray list -> {
        JsonArray filled = new JsonArray();
        list.forEach(one -> filled.add(fillAny(one, names)));
        yield filled;
      }
      case JsonObject object -> {
        JsonObject filled = new JsonObject();
        object.forEach(one -> filled.put(one.getKey(), fillAny(one.getValue(), names)));
        yield filled;
      }
      case null -> null;
      default -> value;
    };
  }

  private void rule(String pattern, String fields) {
    admin.put("/v1/topic-rules/" + pattern, "{" + fields + ",\"subscribe\":[\"reader\"]}");
  }

  private String key(String name, String scope) {
    JsonObject wanted =
        new JsonObject().put("name", name).put("scopes", new JsonArray().add(scope));
    return admin.post("/v1/keys", wanted).hasStatus(201).json().getString("key");
  }

  private JsonObject token(String owner, String... subscribe) {
    return admin.post("/v1/tokens", wanted(owner, subscribe)).hasStatus(201).json();
  }

  private static JsonObject wanted(String owner, String... subscribe) {
    return new JsonObject()
        .put("userId", owner)
        .put("subscribe", new JsonArray(List.of((Object[]) subscribe)));
  }
}
