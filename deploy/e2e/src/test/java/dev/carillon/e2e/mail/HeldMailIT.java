package dev.carillon.e2e.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * What holds mail back, and lets it go: pauses, throttles, rules of servers; and how a mail is
 * explained.
 */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class HeldMailIT {
  private final Client client;
  private final MailSteps mails;

  HeldMailIT(Up up) {
    this.client = up.client();
    this.mails = new MailSteps(up.client());
  }

  @Test
  void mailIsHeldWhileItsTemplateIsPaused() {
    JsonObject template = new JsonObject().put("subject", "S").put("text", "T");
    client.put("/v1/templates/held", template).hasStatus(200);
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", "held@policy.example"))
            .put("template", "held");
    client.post("/v1/pauses", new JsonObject().put("template", "held")).hasStatus(200);
    String id = mails.accept(mail);
    mails.awaitState(id, "held");
    JsonObject held = client.get("/v1/emails/" + id).json();
    assertThat(held.getString("reply")).isEqualTo("paused: held");
    assertThat(held.getString("template")).isEqualTo("held");
    assertThat(held.getString("priority")).isEqualTo("normal");
    mails.awaitState(mails.accept(Client.mail("free@policy.example", "Free")), "sent");
    assertThat(client.get("/v1/pauses").items()).hasSize(1);
    client.send("DELETE", "/v1/pauses?template=held", null).hasStatus(200);
    mails.awaitState(id, "sent");
  }

  @Test
  void mailWaitsWhileEverythingIsPaused() {
    client.post("/v1/pauses", new JsonObject()).hasStatus(200);
    String waiting = mails.accept(Client.mail("all@policy.example", "All"));
    assertThat(client.get("/v1/emails/" + waiting).json().getString("state")).isEqualTo("ready");
    client.send("DELETE", "/v1/pauses", null).hasStatus(200);
    mails.awaitState(waiting, "sent");
  }

  @Test
  void whatIsThrottledIsHeldAndGoesWhenTheThrottleDoes() {
    JsonObject throttle = new JsonObject().put("template", "few").put("limit", 1);
    assertThat(client.put("/v1/throttles/few", throttle).hasStatus(400).body()).contains("/within");
    client.put("/v1/throttles/few", throttle.put("within", "PT1H")).hasStatus(200);
    client
        .put("/v1/templates/few", new JsonObject().put("subject", "S").put("text", "T"))
        .hasStatus(200);
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", "few@policy.example"))
            .put("template", "few");
    mails.awaitState(mails.accept(mail), "sent");
    String second = mails.accept(mail);
    mails.awaitState(second, "held");
    JsonObject explained = mails.explained(mail);
    assertThat(explained.getString("state")).isEqualTo("held");
    assertThat(Instant.parse(explained.getString("earliest")))
        .isAfter(Clocks.system().now().plusSeconds(1_800));
    assertThat(client.get("/v1/windows").json().getJsonArray("holds").encode())
        .contains("throttle few");
    mails.awaitState(mails.accept(mail.copy().put("critical", true)), "sent");
    client.send("DELETE", "/v1/throttles/few", null).hasStatus(204);
    mails.awaitState(second, "sent");
    client.send("DELETE", "/v1/throttles/few", null).hasStatus(404);
    assertThat(client.get("/v1/throttles").items()).isEmpty();
  }

  @Test
  void aServerIsPausedLimitedAndLetGoAgain() {
    JsonObject server = client.get("/v1/servers").hasStatus(200).items().getJsonObject(0);
    String path = "/v1/servers/" + server.getString("name");
    assertThat(server.getBoolean("paused")).isFalse();
    assertThat(client.put(path, new JsonObject().put("limit", 5)).hasStatus(400).body())
        .contains("/per");
    client.put("/v1/servers/none:25", new JsonObject().put("paused", true)).hasStatus(404);
    client.put(path, new JsonObject().put("paused", true)).hasStatus(200);
    String id = mails.accept(Client.mail("slow@policy.example", "S"));
    assertThat(client.get("/v1/emails/" + id).json().getString("state")).isNotEqualTo("sent");
    assertThat(
            mails.explained(Client.mail("slow@policy.example", "S")).getJsonArray("rules").encode())
        .contains(server.getString("name"));
    JsonObject limit = new JsonObject().put("limit", 20).put("per", "PT1S");
    client.put(path, limit).hasStatus(200);
    assertThat(client.get("/v1/servers").items().getJsonObject(0).getInteger("limit"))
        .isEqualTo(20);
    mails.awaitState(id, "sent");
    client.put(path, new JsonObject()).hasStatus(200);
  }

  @Test
  void whatWouldBecomeOfAMailIsExplainedAndNothingIsStored() {
    long before = client.get("/v1/ledger").json().getLong("accepted");
    JsonObject mail =
        Client.mail("Explain@policy.example", "S").put("topic", "news").put("delay", "PT1H");
    assertThat(mails.explained(mail).getString("state")).isEqualTo("scheduled");
    JsonObject late = mail.copy().put("expiresAt", "2020-01-01T00:00:00Z");
    assertThat(mails.explained(late).getString("state")).isEqualTo("expired");
    JsonObject suppress =
        new JsonObject().put("address", "explain@policy.example").put("topic", "news");
    client.post("/v1/suppressions", suppress).hasStatus(200);
    JsonObject unsubscribed = mails.explained(mail);
    assertThat(unsubscribed.getString("state")).isEqualTo("suppressed");
    assertThat(unsubscribed.getJsonArray("rules").getString(0)).contains("topic news");
    JsonObject critical = mail.copy().put("critical", true);
    critical.remove("delay");
    assertThat(mails.explained(critical).getString("state")).isEqualTo("ready");
    assertThat(client.get("/v1/ledger").json().getLong("accepted")).isEqualTo(before);
  }
}
