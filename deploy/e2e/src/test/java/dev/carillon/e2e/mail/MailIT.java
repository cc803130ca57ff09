package dev.carillon.e2e.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail as a client has it: when it goes, how it is called back, what became of it. */
@WithUp({"CARILLON_WELCOME=off", "CARILLON_SMTP_CONNECTIONS=1"})
class MailIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final Client client;
  private final MailSteps mails;

  MailIT(Up up) {
    this.client = up.client();
    this.mails = new MailSteps(client);
  }

  @Test
  void aMailWaitsForItsTimeAndCanBeCalledBackUntilThen() {
    JsonObject accepted =
        client
            .post(
                "/v1/emails", mail("later@mail.example").put("delay", "PT1H").put("undo", "PT30S"))
            .hasStatus(202)
            .json();
    assertThat(accepted.getString("state")).isEqualTo("scheduled");
    assertThat(accepted.getString("undoUntil")).isEqualTo(accepted.getString("eta"));
    String path = "/v1/emails/" + accepted.getString("id");
    JsonObject mail = client.get(path).hasStatus(200).json();
    assertThat(mail.getString("sendAt")).isEqualTo(accepted.getString("eta"));
    JsonObject cancelled = client.post(path + "/cancel", null).hasStatus(200).json();
    assertThat(cancelled.getString("state")).isEqualTo("cancelled");
    assertThat(cancelled.getString("reply")).startsWith("cancelled by ");
    for (String verb : List.of("/cancel", "/retry")) {
      assertThat(client.post(path + verb, null).hasStatus(409).body()).contains("is cancelled");
    }
    JsonObject time = new JsonObject().put("sendAt", Instant.EPOCH.toString());
    client.post(path + "/reschedule", time).hasStatus(409);
    client.post("/v1/emails/" + UUID.randomUUID() + "/cancel", null).hasStatus(404);
    assertThat(mails.inbox("later@mail.example")).isEmpty();
  }

  @Test
  void aMailIsMovedToAnotherTime() {
    JsonObject mail = mail("moved@mail.example").put("sendAt", "2099-01-01T00:00:00Z");
    String id = mails.accept(mail);
    String path = "/v1/emails/" + id;
    client.post(path + "/reschedule", new JsonObject()).hasStatus(400);
    JsonObject soon = new JsonObject().put("sendAt", "2020-01-01T00:00:00Z");
    client.post(path + "/reschedule", soon).hasStatus(200);
    mails.awaitState(id, "sent");
    assertThat(mails.inbox("moved@mail.example")).hasSize(1);
    client.post(path + "/reschedule", soon).hasStatus(409);
  }

  @Test
  void whatWasSentAndHowCanBeRead() {
    String id = mails.accept(mail("read@mail.example"));
    mails.awaitState(id, "sent");
    JsonObject content =
        client.get("/v1/emails/" + id + "?content=true").json().getJsonObject("content");
    assertThat(content.getString("text"))
        .isEqualTo(mails.inbox("read@mail.example").getJsonObject(0).getString("text").strip());
    JsonArray events =
        client.get("/v1/emails/" + id + "/timeline").hasStatus(200).json().getJsonArray("events");
    assertThat(events.getJsonObject(0).getString("kind")).isEqualTo("accepted");
    assertThat(events.getJsonObject(0).getString("by")).isEqualTo("admin");
    assertThat(events.getJsonObject(0).getString("requestId")).hasSize(32);
    assertThat(events.getJsonObject(1).getString("kind")).isEqualTo("claimed");
    JsonObject attempt = events.getJsonObject(2).getJsonObject("attempt");
    assertThat(attempt.getString("server")).contains(":");
    assertThat(attempt.getString("node"))
        .isEqualTo(events.getJsonObject(1).getString("node"))
        .matches("[A-Za-z0-9.-]+:\\d+");
    Map<String, String> replies = new LinkedHashMap<>();
    for (Object step : attempt.getJsonArray("steps")) {
      replies.put(((JsonObject) step).getString("phase"), ((JsonObject) step).getString("reply"));
    }
    assertThat(replies).containsKeys("connect", "mail", "rcpt", "data", "replied");
    assertThat(replies.get("data")).startsWith("354");
    assertThat(replies.get("rcpt")).startsWith("250");
    assertThat(events.getJsonObject(3).getString("state")).isEqualTo("sent");
  }

  @Test
  void aMailWhoseTimeHasPassedIsNotSent() {
    JsonObject mail = mail("late@mail.example").put("expiresAt", "2020-01-01T00:00:00Z");
    mails.awaitState(mails.accept(mail), "expired");
    assertThat(mails.inbox("late@mail.example")).isEmpty();
  }

  @Test
  void theSameMatterIsToldOnce() {
    JsonObject mail = mail("once@mail.example").put("dedupKey", "order-17");
    String id = mails.accept(mail);
    JsonObject again = client.post("/v1/emails", mail).hasStatus(202).json();
    assertThat(again.getString("id")).isEqualTo(id);
    assertThat(again.getBoolean("duplicate")).isTrue();
    mails.accept(mail.put("to", new JsonObject().put("email", "other@mail.example")));
    mails.awaitState(id, "sent");
    assertThat(mails.inbox("once@mail.example")).hasSize(1);
  }

  @Test
  void ofManyDraftsTheLastIsSent() {
    JsonObject draft = mail("draft@mail.example").put("debounceKey", "doc-1").put("delay", "PT1H");
    String first = mails.accept(draft.copy().put("subject", "One"));
    String second = mails.accept(draft.copy().put("subject", "Two"));
    String last = mails.accept(draft.copy().put("subject", "Three").put("delay", "PT1S"));
    mails.awaitState(last, "sent");
    JsonObject merged = client.get("/v1/emails/" + first).json();
    assertThat(merged.getString("state")).isEqualTo("merged");
    assertThat(merged.getString("mergedInto")).isEqualTo(second);
    assertThat(mails.inbox("draft@mail.example").getJsonObject(0).getString("subject"))
        .isEqualTo("Three");
    assertThat(mails.inbox("draft@mail.example")).hasSize(1);
  }

  @Test
  void oneMailGoesToManyAndEachIsAnswered() {
    String user = client.createUser("many@mail.example", "Many").getString("id");
    JsonObject content = mail("x@y.z");
    content.remove("to");
    JsonObject request =
        new JsonObject()
            .put("mail", content)
            .put(
                "to",
                new JsonArray()
                    .add(new JsonObject().put("userId", user))
                    .add(new JsonObject().put("email", "not an address"))
                    .add(new JsonObject().put("userId", UUID.randomUUID().toString()))
                    .add(new JsonObject().put("email", "guest@mail.example")));
    Client.Answer answer =
        client.send("POST", "/v1/emails/batch", request, "Idempotency-Key", "many-1");
    JsonObject outcomes = answer.hasStatus(200).json();
    assertThat(outcomes.getInteger("accepted")).isEqualTo(2);
    assertThat(outcomes.getInteger("failed")).isEqualTo(2);
    assertThat(outcomes.getJsonArray("items").getJsonObject(1).getString("code"))
        .isEqualTo("invalid");
    Client.Answer replayed =
        client.send("POST", "/v1/emails/batch", request, "Idempotency-Key", "many-1");
    assertThat(replayed.header("idempotent-replayed")).isEqualTo("true");
    assertThat(replayed.json().getJsonArray("items")).isEqualTo(outcomes.getJsonArray("items"));
    Await.until(
        LIMIT,
        () -> "both mails",
        () ->
            mails.inbox("many@mail.example").size() == 1
                && mails.inbox("guest@mail.example").size() == 1);
    JsonObject broken = request.copy();
    broken.getJsonObject("mail").put("subject", "a\nb");
    assertThat(client.post("/v1/emails/batch", broken).hasStatus(400).body())
        .contains("/mail/subject");
  }

  @Test
  void everyStepOfAMailIsToldToWhoListens() {
    String id = mails.accept(mail("told@mail.example").put("delay", "PT1H"));
    try (Client.Socket one = client.webSocket("carillon.v1.json");
        Client.Socket all = client.webSocket("carillon.v1.json")) {
      subscribe(one, "emails." + id);
      subscribe(all, "emails");
      JsonObject now = new JsonObject().put("sendAt", Instant.EPOCH.toString());
      client.post("/v1/emails/" + id + "/reschedule", now).hasStatus(200);
      assertThat(List.of(state(one), state(one), state(one), state(one)))
          .containsExactly("scheduled", "ready", "sending", "sent");
      String another = mails.accept(mail("told@mail.example"));
      JsonObject told = all.frame().getJsonObject("data");
      while (!told.getString("id").equals(another) || !told.getString("state").equals("sent")) {
        told = all.frame().getJsonObject("data");
      }
    }
  }

  private static void subscribe(Client.Socket socket, String topic) {
    socket.send(new JsonObject().put("type", "hello"));
    socket.frame();
    socket.send(new JsonObject().put("type", "sub").put("topic", topic));
    assertThat(socket.frame().getString("type")).isEqualTo("ok");
  }

  private static String state(Client.Socket socket) {
    return socket.frame().getJsonObject("data").getString("state");
  }

  @Test
  void filesAndHeadersGoWithTheMail() {
    JsonObject mail =
        mail("files@mail.example")
            .put("replyTo", "reply@mail.example")
            .put("headers", new JsonObject().put("X-Order", "17"))
            .put("priority", "high")
            .put(
                "attachments",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("name", "a.txt")
                            .put("type", "text/plain")
                            .put("content", "aGVsbG8=")));
    mails.awaitState(mails.accept(mail), "sent");
    assertThat(
            client
                .post("/v1/emails", mail.put("headers", new JsonObject().put("Bcc", "x@y.z")))
                .hasStatus(400)
                .body())
        .contains("/headers");
  }

  @Test
  void whatIsOnTheWireCannotBeCalledBackAndWhatIsNotYetCan() {
    for (String stuckAt : List.of("GREETING", ".")) {
      try (StuckServer server = StuckServer.start(stuckAt);
          Up stuck =
              Up.start(
                  folder.resolve("stuck" + stuckAt.length()),
                  Map.of(
                      "CARILLON_SMTP_URL", server.url(),
                      "CARILLON_SMTP_TIMEOUT", "20s",
                      "CARILLON_SMTP_VERDICT", "40s"))) {
        Client other = stuck.client();
        String path =
            "/v1/emails/"
                + other.post("/v1/emails", mail("a@b.c")).hasStatus(202).json().getString("id");
        Await.until(LIMIT, () -> "a mail on its way", server::isStuck);
        assertThat(other.get(path).json().getString("state")).isEqualTo("sending");
        Client.Answer answer = other.post(path + "/cancel", null);
        if (stuckAt.equals("GREETING")) {
          assertThat(answer.hasStatus(200).json().getString("state")).isEqualTo("cancelled");
        } else {
          assertThat(answer.hasStatus(409).body()).contains("phase dot");
        }
        assertThat(other.get("/v1/ledger").json().getBoolean("balanced")).isTrue();
        server.close(); // a stop would wait for its answer
      }
    }
  }

  private static JsonObject mail(String to) {
    return Client.mail(to, "Subject");
  }
}
