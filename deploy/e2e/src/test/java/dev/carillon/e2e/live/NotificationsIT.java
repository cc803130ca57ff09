package dev.carillon.e2e.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Notifications as clients meet them: over HTTP, live, with keys and with tokens. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class NotificationsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Up up;
  private final Client admin;

  NotificationsIT(Up up) {
    this.up = up;
    this.admin = up.client();
  }

  @Test
  void everyDeviceHearsWhatIsToldAndWhatTheOthersHaveDone() {
    String user = user("live");
    Client mine = up.client(token(user));
    JsonObject one = created(user, escalating("10m", "acked"));
    try (Client.Socket phone = open(mine);
        Client.Socket laptop = open(mine)) {
      subscribe(phone, user, 0);
      assertThat(event(phone).getJsonObject("notification")).isEqualTo(one);
      subscribe(laptop, user, null);
      JsonObject acked = mine.post(path(user, one) + "/acked", null).hasStatus(200).json();
      assertThat(acked)
          .isEqualTo(
              new JsonObject()
                  .put("id", one.getString("id"))
                  .put("seen", true)
                  .put("acked", true)
                  .put("mail", "cancelled")
                  .put("mailId", mailOf(one)));
      for (Client.Socket device : List.of(phone, laptop)) {
        JsonObject event = event(device);
        assertThat(event.getString("event")).isEqualTo("acked");
        assertThat(event.getString("mail")).isEqualTo("cancelled");
        assertThat(event.getJsonArray("ids")).containsExactly(one.getString("id"));
      }
    }
    JsonObject mail = admin.get("/v1/emails/" + mailOf(one)).hasStatus(200).json();
    assertThat(mail.getString("state")).isEqualTo("cancelled");
    assertThat(mail.getJsonObject("to").getString("userId")).isEqualTo(user);
  }

  @Test
  void aDeviceMarksOnItsWebSocketToo() {
    String user = user("frames");
    JsonObject own = created(user, plain());
    JsonObject other = created(user("frames2"), plain());
    try (Client.Socket socket = open(up.client(token(user)));
        Client.Socket program = open(admin)) {
      socket.send(frame("seen", own));
      JsonObject marked = socket.frame();
      assertThat(marked.getString("id")).isEqualTo("7");
      assertThat(marked.getJsonObject("marked"))
          .isEqualTo(
              new JsonObject()
                  .put("id", own.getString("id"))
                  .put("seen", true)
                  .put("acked", false));
      socket.send(frame("acked", own));
      assertThat(socket.frame().getJsonObject("marked").getBoolean("acked")).isTrue();
      socket.send(frame("acked", other));
      assertThat(socket.frame().getString("code")).isEqualTo("not-found");
      program.send(frame("acked", own));
      assertThat(program.frame().getString("code")).isEqualTo("forbidden");
    }
    assertThat(list(user, "").getInteger("unacked")).isZero();
  }

  private static JsonObject frame(String type, JsonObject one) {
    return new JsonObject()
        .put("type", type)
        .put("id", "7")
        .put("notification", one.getString("id"));
  }

  @Test
  void whoDoesNothingGetsAMailAndAnAckAfterItSaysSo() {
    String user = user("late");
    JsonObject one = created(user, escalating("1s", "acked"));
    Await.until(
        LIMIT,
        () -> "escalated: " + list(user, "").encode(),
        () ->
            "escalated"
                .equals(
                    list(user, "")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getJsonObject("escalation")
                        .getString("state")));
    JsonArray inbox = admin.get("/v1/inbox?to=late@notified.example").hasStatus(200).items();
    assertThat(inbox).hasSize(1);
    JsonObject late = admin.post(path(user, one) + "/acked", null).hasStatus(200).json();
    assertThat(late.getString("mail")).isEqualTo("escalated");
    assertThat(late.getString("mailId")).isEqualTo(mailOf(one));
    assertThat(admin.post(path(user, one) + "/acked", null).json()).isEqualTo(late);
    assertThat(list(user, "?unacked=true").getJsonArray("items")).isEmpty();
  }

  @Test
  void anEndUserReadsAndMarksTheOwnOnesAndNothingElse() {
    String ada = user("ada");
    String bob = user("bob");
    JsonObject own = created(ada, plain());
    JsonObject other = created(bob, plain());
    Client mine = up.client(token(ada));
    mine.get(all(ada)).hasStatus(200);
    mine.post(path(ada, own) + "/seen", null).hasStatus(200);
    mine.post(all(ada) + "/seen", new JsonObject().put("upTo", own.getString("id"))).hasStatus(200);
    mine.get(all(bob)).hasStatus(403);
    mine.post(path(bob, other) + "/acked", null).hasStatus(403);
    mine.post(path(bob, other) + "/seen", null).hasStatus(403);
    mine.post(all(bob) + "/seen", new JsonObject().put("upTo", other.getString("id")))
        .hasStatus(403);
    mine.post(path(ada, other) + "/acked", null).hasStatus(404);
    mine.post(all(ada), plain()).hasStatus(403);
    mine.send("DELETE", path(ada, own), null).hasStatus(403);
    mine.post("/v1/topics/notifications." + ada + "/messages", "{\"data\":1}").hasStatus(403);
    mine.get("/v1/topics/notifications." + ada + "/messages").hasStatus(200);
    mine.get("/v1/topics/notifications." + bob + "/messages").hasStatus(403);
    assertThat(list(bob, "?unread=true").getInteger("unread")).isEqualTo(1);
  }

  @Test
  void aKeyNeedsTheScopesOfTheTopicAndForAMailThatOfMail() {
    String user = user("scopes");
    Client listens = key("listens", "live:subscribe:notifications.*");
    Client speaks = key("speaks", "live:publish:notifications.*");
    listens.get(all(user)).hasStatus(200);
    listens.post(all(user), plain()).hasStatus(403);
    speaks.get(all(user)).hasStatus(403);
    String id = speaks.post(all(user), plain()).hasStatus(201).json().getString("id");
    speaks.post(all(user), escalating("10m", "seen")).hasStatus(403);
    listens.post(all(user) + "/" + id + "/seen", null).hasStatus(403);
    speaks.post(all(user) + "/" + id + "/seen", null).hasStatus(200);
    speaks.send("DELETE", all(user) + "/" + id, null).hasStatus(200);
    key("elsewhere", "live:publish:orders.*").post(all(user), plain()).hasStatus(403);
  }

  @Test
  void whatIsWrongIsSaidWithTheNameOfItsField() {
    String user = user("wrong");
    refused(user, new JsonObject().put("title", " "), "/title");
    refused(user, plain().put("body", "x".repeat(4_001)), "/body");
    refused(user, plain().put("data", "x".repeat(16_384)), "/data");
    refused(user, plain().put("color", "red"), "/color");
    refused(user, escalating("1ms", "seen"), "/escalate/after");
    refused(user, escalating("10m", "heard"), "/escalate/unless");
    JsonObject mail = new JsonObject().put("subject", "S").put("text", "T");
    refused(user, with(mail.copy().put("delay", "1m")), "/escalate/mail/delay");
    refused(user, with(mail.copy().put("dedupKey", "k")), "/escalate/mail/dedupKey");
    refused(user, with(mail.copy().put("html", 1)), "/escalate/mail/html");
    refused(user, with(new JsonObject().put("text", "T")), "/escalate/mail/subject");
    refused(user, with(new JsonObject().put("template", "none")), "/escalate/mail/template");
    refused(
        user,
        with(mail.copy().put("to", new JsonObject().put("userId", UUID.randomUUID().toString()))),
        "/escalate/mail/to/userId");
    admin.post(all(UUID.randomUUID().toString()), plain()).hasStatus(404);
    admin.post(all(user) + "/" + UUID.randomUUID() + "/acked", null).hasStatus(404);
    assertThat(list(user, "").getJsonArray("items")).isEmpty();
  }

  @Test
  void aRepeatedRequestTellsOnce() {
    String user = user("once");
    Answer first =
        admin.send("POST", all(user), escalating("10m", "seen"), "Idempotency-Key", "tell-once");
    Answer again =
        admin.send("POST", all(user), escalating("10m", "seen"), "Idempotency-Key", "tell-once");
    assertThat(first.hasStatus(201).json()).isEqualTo(again.hasStatus(201).json());
    assertThat(again.header("idempotent-replayed")).isEqualTo("true");
    assertThat(list(user, "").getJsonArray("items")).hasSize(1);
    admin.send("POST", all(user), plain(), "Idempotency-Key", "tell-once").hasStatus(422);
    JsonObject removed = admin.send("DELETE", path(user, first.json()), null).hasStatus(200).json();
    assertThat(removed.getString("mail")).isEqualTo("cancelled");
    assertThat(list(user, "").getJsonArray("items")).isEmpty();
  }

  @Test
  void ofAnErasedUserNothingIsLeftAndNoMailGoes() {
    String user = user("erased");
    JsonObject elsewhere =
        new JsonObject()
            .put("to", new JsonObject().put("email", "boss@notified.example"))
            .put("subject", "S")
            .put("text", "T");
    JsonObject one = created(user, with(elsewhere));
    assertThat(admin.get("/v1/users/" + user + "/export").hasStatus(200).body())
        .contains("\"kind\":\"notification\"");
    assertThat(admin.send("DELETE", "/v1/users/" + user, null).status()).isBetween(200, 299);
    Await.until(
        LIMIT,
        () -> "the mail to be called back",
        () -> "cancelled".equals(admin.get("/v1/emails/" + mailOf(one)).json().getString("state")));
    Await.until(
        LIMIT,
        () -> "nothing left",
        () ->
            list(user, "").getJsonArray("items").isEmpty()
                && admin.get("/v1/topics/notifications." + user + "/messages").items().isEmpty());
    admin.post(all(user), plain()).hasStatus(404);
  }

  private void refused(String user, JsonObject body, String pointer) {
    Answer answer = admin.post(all(user), body);
    assertThat(answer.status()).as(pointer + answer.body()).isEqualTo(400);
    assertThat(answer.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo(pointer);
  }

  private static JsonObject plain() {
    return new JsonObject().put("title", "Title").put("data", new JsonObject().put("order", 42));
  }

  private static JsonObject escalating(String after, String unless) {
    JsonObject mail = new JsonObject().put("subject", "Subject").put("text", "Text");
    return plain().put("escalate", escalate(mail).put("after", after).put("unless", unless));
  }

  private static JsonObject with(JsonObject mail) {
    return plain().put("escalate", escalate(mail));
  }

  private static JsonObject escalate(JsonObject mail) {
    return new JsonObject().put("after", "10m").put("unless", "acked").put("mail", mail);
  }

  private JsonObject created(String user, JsonObject body) {
    return admin.post(all(user), body).hasStatus(201).json();
  }

  private JsonObject list(String user, String query) {
    return admin.get(all(user) + query).hasStatus(200).json();
  }

  private static String all(String user) {
    return "/v1/users/" + user + "/notifications";
  }

  private static String path(String user, JsonObject one) {
    return all(user) + "/" + one.getString("id");
  }

  private static String mailOf(JsonObject one) {
    return one.getJsonObject("escalation").getString("mail");
  }

  private String user(String name) {
    return admin.createUser(name + "@notified.example", name).getString("id");
  }

  private String token(String user) {
    return admin
        .post("/v1/tokens", new JsonObject().put("userId", user))
        .hasStatus(201)
        .json()
        .getString("token");
  }

  private Client key(String name, String... scopes) {
    JsonObject key =
        new JsonObject()
            .put("name", "notified-" + name)
            .put("scopes", new JsonArray(List.of(scopes)));
    return up.client(admin.post("/v1/keys", key).hasStatus(201).json().getString("key"));
  }

  private static Client.Socket open(Client mine) {
    Client.Socket socket = mine.webSocket("carillon.v1.json");
    socket.send("{\"type\":\"hello\"}");
    assertThat(socket.frame().getString("type")).isEqualTo("welcome");
    return socket;
  }

  private static void subscribe(Client.Socket socket, String user, Integer since) {
    JsonObject frame =
        new JsonObject().put("type", "sub").put("id", "1").put("topic", "notifications." + user);
    if (since != null) {
      frame.put("since", since);
    }
    socket.send(frame);
    assertThat(socket.frame().getString("type")).isEqualTo("ok");
  }

  private static JsonObject event(Client.Socket socket) {
    return socket.frame().getJsonObject("data");
  }
}
