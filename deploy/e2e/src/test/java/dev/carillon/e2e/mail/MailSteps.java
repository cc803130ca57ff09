package dev.carillon.e2e.mail;

import dev.carillon.e2e.harness.Client;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What suites of mail do and look at again and again. */
record MailSteps(Client client) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Accepts a mail; its id. */
  String accept(JsonObject mail) {
    return client.post("/v1/emails", mail).hasStatus(202).json().getString("id");
  }

  /** What would become of a mail. */
  JsonObject explained(JsonObject mail) {
    return client.post("/v1/emails/explain", mail).hasStatus(200).json();
  }

  JsonObject get(String id) {
    return client.get("/v1/emails/" + id).hasStatus(200).json();
  }

  /** What arrived at an address. */
  JsonArray inbox(String to) {
    return client.get("/v1/inbox?to=" + to).hasStatus(200).items();
  }

  void awaitState(String id, String state) {
    Await.until(
        LIMIT,
        () -> state + " instead of " + client.get("/v1/emails/" + id).body(),
        () -> state.equals(client.get("/v1/emails/" + id).json().getString("state")));
  }

  /** A mail that a template fills. */
  static JsonObject filled(String template, String to) {
    return new JsonObject().put("to", new JsonObject().put("email", to)).put("template", template);
  }
}
