package dev.carillon.e2e.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates are kept in versions, filled, escaped, and refused when they are wrong. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class TemplatesIT {
  private final Client client;
  private final MailSteps mails;

  TemplatesIT(Up up) {
    this.client = up.client();
    this.mails = new MailSteps(up.client());
  }

  private static JsonObject greeting() {
    return new JsonObject()
        .put("subject", "Hello {{name}}")
        .put("text", "{{#items}}- {{label}}\n{{/items}}for {{to.email}}")
        .put("html", "<p>{{name}}</p>");
  }

  private static JsonObject data() {
    return new JsonObject()
        .put("name", "<Ada>")
        .put("items", new JsonArray().add(new JsonObject().put("label", "one")))
        .put("to", new JsonObject().put("email", "x"));
  }

  private JsonObject doPut(String name, JsonObject template) {
    return client.put("/v1/templates/" + name, template).hasStatus(200).json();
  }

  @Test
  void onlyAChangeMakesAVersion() {
    assertThat(doPut("versions", greeting()).getInteger("version")).isEqualTo(1);
    assertThat(doPut("versions", greeting()).getInteger("version")).isEqualTo(1); // nothing new
    JsonObject other = greeting().put("subject", "Hi {{name}}");
    assertThat(doPut("versions", other).getInteger("version")).isEqualTo(2);
  }

  @Test
  void aPreviewFillsAnyVersionAndEscapesHtml() {
    doPut("preview", greeting());
    doPut("preview", greeting().put("subject", "Hi {{name}}"));
    JsonObject preview =
        client.post("/v1/templates/preview/preview?version=1", data()).hasStatus(200).json();
    assertThat(preview.getString("subject")).isEqualTo("Hello <Ada>");
    assertThat(preview.getString("html")).isEqualTo("<p>&lt;Ada&gt;</p>");
  }

  @Test
  void aMailIsFilledFromTheNewestVersion() {
    doPut("greeting", greeting());
    doPut("greeting", greeting().put("subject", "Hi {{name}}"));
    JsonObject mail = MailSteps.filled("greeting", "ada@policy.example").put("data", data());
    mails.awaitState(mails.accept(mail), "sent");
    JsonObject arrived = mails.inbox("ada@policy.example").getJsonObject(0);
    assertThat(arrived.getString("subject")).isEqualTo("Hi <Ada>");
    assertThat(arrived.getString("text")).contains("- one").contains("for ada@policy.example");
  }

  @Test
  void whatATemplateNeedsMustBeGiven() {
    doPut("needs", greeting());
    JsonObject data = data();
    data.remove("name");
    JsonObject mail = MailSteps.filled("needs", "needs@policy.example").put("data", data);
    assertThat(client.post("/v1/emails", mail).hasStatus(400).body())
        .contains("/data/name")
        .contains("is missing");
    assertThat(client.post("/v1/emails", mail.copy().put("template", "none")).hasStatus(400).body())
        .contains("/template");
  }

  @Test
  void aTestMailGoesToItsAddressee() {
    doPut("tested", greeting());
    JsonObject test =
        new JsonObject()
            .put("to", new JsonObject().put("email", "test@policy.example"))
            .put("data", data().put("name", "T"));
    client.post("/v1/templates/tested/test", test).hasStatus(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{#a}}", "{{/a}}", "{{> other}}", "{{}}"})
  void aTextThatIsNoTemplateIsRefused(String broken) {
    JsonObject template = greeting().put("text", broken);
    assertThat(client.put("/v1/templates/broken", template).hasStatus(400).body())
        .contains("/text");
  }

  @Test
  void aDeletedTemplateIsGone() {
    doPut("deleted", greeting());
    client.send("DELETE", "/v1/templates/deleted", null).hasStatus(204);
    client.get("/v1/templates/deleted").hasStatus(404);
  }

  /** Ten lists of a hundred within one another are 10 to the 20 lines. */
  @Test
  void aTemplateThatWouldFillTheMemoryIsGivenUp() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append("{{#l").append("}}");
    }
    text.append("xxxxxxxxxx");
    for (int i = 0; i < 10; i++) {
      text.append("{{/l").append("}}");
    }
    client
        .put(
            "/v1/templates/bomb", new JsonObject().put("subject", "S").put("text", text.toString()))
        .hasStatus(200);
    JsonArray list = new JsonArray();
    for (int i = 0; i < 100; i++) {
      list.add(new JsonObject().put("n", i));
    }
    assertThat(
            client
                .post("/v1/templates/bomb/preview", new JsonObject().put("l", list))
                .hasStatus(400)
                .body())
        .contains("longer than");
  }
}
