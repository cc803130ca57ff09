package dev.carillon.e2e.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails under one digest key become one mail, when their window closes. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class DigestIT {
  private final Client client;
  private final MailSteps mails;

  DigestIT(Up up) {
    this.client = up.client();
    this.mails = new MailSteps(client);
  }

  @BeforeEach
  void putTemplate() {
    JsonObject template =
        new JsonObject()
            .put("subject", "{{count}} news")
            .put("text", "{{#items}}- {{what}}\n{{/items}}");
    client.put("/v1/templates/digest", template).hasStatus(200);
  }

  private static JsonObject mail(String to) {
    return MailSteps.filled("digest", to)
        .put("digestKey", "news")
        .put("digestMode", "fixed")
        .put("digestWindow", "PT10M");
  }

  private static JsonObject mail(String to, String what) {
    return mail(to).put("data", new JsonObject().put("what", what));
  }

  @Test
  void mailsUnderOneDigestKeyBecomeOneThatSaysThemAll() {
    String to = "digest@policy.example";
    String first = mails.accept(mail(to, "one"));
    String last = mails.accept(mail(to, "two"));
    assertThat(mails.get(first).getString("mergedInto")).isEqualTo(last);
    JsonObject window =
        client.get("/v1/windows").hasStatus(200).json().getJsonArray("windows").getJsonObject(0);
    assertThat(window.getString("key")).isEqualTo("news");
    assertThat(window.getInteger("mails")).isEqualTo(2);
    String close = "/v1/windows/" + window.getString("id") + "/close";
    client.post(close, null).hasStatus(204);
    mails.awaitState(last, "sent");
    JsonArray arrived = mails.inbox(to);
    assertThat(arrived).hasSize(1);
    assertThat(arrived.getJsonObject(0).getString("subject")).isEqualTo("2 news");
    assertThat(arrived.getJsonObject(0).getString("text")).contains("- one", "- two");
    client.post(close, null).hasStatus(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delay", "undo"})
  void aDigestHasNoTimeOfItsOwn(String wrong) {
    JsonObject mail = mail("wrong@policy.example").put("data", new JsonObject()).put(wrong, "PT1S");
    assertThat(client.post("/v1/emails", mail).hasStatus(400).body()).contains("/digestKey");
  }

  @Test
  void aWindowHasALongestLength() {
    JsonObject mail = mail("long@policy.example", "two").put("digestWindow", "P40D");
    assertThat(client.post("/v1/emails", mail).body()).contains("/digestWindow");
  }

  @Test
  void aMailThatWouldWaitInAWindowIsExplainedAsScheduled() {
    assertThat(mails.explained(mail("later@policy.example", "x")).getString("state"))
        .isEqualTo("scheduled");
  }
}
