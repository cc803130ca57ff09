package dev.carillon.e2e.live.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.live.protocol.Link.Heard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds one conversation; {@code suite.mjs} does the same in other languages. */
final class Script {
  private static final int FIRST = 100;
  private static final Pattern KEPT = Pattern.compile("<=(\\w+)>");

  private final Link link;
  private final Client admin;
  private final Map<String, Object> kept = new HashMap<>();

  private Script(Link link, Client admin) {
    this.link = link;
    this.admin = admin;
  }

  static void hold(JsonObject conversation, Link.Opener opener, Client admin) throws IOException {
    String query = conversation.getString("query", "");
    if (conversation.getBoolean("refused", false)) {
      assertThatThrownBy(() -> opener.open(query).close()).hasMessageContaining("401");
      return;
    }
    try (Link link = opener.open(query)) {
      Script script = new Script(link, admin);
      for (Object step : conversation.getJsonArray("steps")) {
        script.take((JsonObject) step);
      }
    }
  }

  private void take(JsonObject step) throws IOException {
    for (int n = FIRST; n < FIRST + step.getInteger("times", 1); n++) {
      kept.put("n", Integer.toString(n));
      JsonObject filled = Conversations.fill(step, kept);
      if (filled.containsKey("send")) {
        send(filled.getValue("send"));
      } else if (filled.containsKey("expect")) {
        check(filled.getJsonObject("expect"), frame());
      } else if (filled.containsKey("expectAll")) {
        checkAll(filled.getJsonArray("expectAll"));
      } else if (filled.containsKey("http")) {
        ask(filled.getJsonObject("http"));
      } else {
        Heard end = link.next();
        assertThat(end.text()).isNull();
        assertThat(end.code()).isEqualTo(filled.getInteger("close"));
      }
    }
  }

  private void send(Object what) throws IOException {
    if (what instanceof String text) {
      link.text(text);
    } else if (((JsonObject) what).containsKey("binary")) {
      link.binary(HexFormat.of().parseHex(((JsonObject) what).getString("binary")));
    } else if (((JsonObject) what).containsKey("long")) {
      link.text("x".repeat(((JsonObject) what).getInteger("long")));
    } else {
      link.text(((JsonObject) what).encode());
    }
  }

  private JsonObject frame() throws IOException {
    Heard heard = link.next();
    assertThat(heard.text()).as("closed with %s", heard.code()).isNotNull();
    return new JsonObject(heard.text());
  }

  private void checkAll(JsonArray wanted) throws IOException {
    List<JsonObject> open = new ArrayList<>();
    wanted.forEach(one -> open.add((JsonObject) one));
    while (!open.isEmpty()) {
      JsonObject frame = frame();
      JsonObject match =
          open.stream()
              .filter(one -> one.getString("type").equals(frame.getString("type")))
              .findFirst()
              .orElseThrow(() -> new AssertionError("unexpected " + frame));
      open.remove(match);
      check(match, frame);
    }
  }

  private void check(JsonObject wanted, JsonObject frame) {
    assertThat(frame.fieldNames())
        .as("%s", frame)
        .containsExactlyInAnyOrderElementsOf(wanted.fieldNames());
    for (String name : wanted.fieldNames()) {
      Object is = frame.getValue(name);
      switch (String.valueOf(wanted.getValue(name))) {
        case "<any>" -> {}
        case "<text>" -> assertThat(is).as(name).isInstanceOf(String.class).isNotEqualTo("");
        case "<number>" -> assertThat(is).as(name).isInstanceOf(Number.class);
        case String other -> {
          Matcher keeps = KEPT.matcher(other);
          if (keeps.matches()) {
            kept.put(keeps.group(1), is);
          } else {
            assertThat(is).as("%s of %s", name, frame).isEqualTo(wanted.getValue(name));
          }
        }
      }
    }
  }

  private void ask(JsonObject request) {
    Object body = request.getValue("body");
    Client.Answer answer =
        admin
            .send(request.getString("method"), request.getString("path"), body)
            .hasStatus(request.getInteger("status", 200));
    for (Map.Entry<String, Object> one : request.getJsonObject("save", new JsonObject())) {
      kept.put(one.getKey(), answer.json().getValue(String.valueOf(one.getValue())));
    }
  }
}
