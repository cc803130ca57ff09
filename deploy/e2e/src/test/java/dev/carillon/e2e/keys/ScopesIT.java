package dev.carillon.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a key can do with one scope alone, over HTTP and live. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class ScopesIT {
  private final Up up;

  ScopesIT(Up up) {
    this.up = up;
  }

  @Test
  void usersReadReadsUsersAndNothingElse() {
    Client client = key("scope-ur", "users:read");
    String user = up.client().createUser("ur@scopes.example", "U").getString("id");
    client.get("/v1/users/" + user).hasStatus(200);
    client.get("/v1/profiles").hasStatus(200);
    JsonObject overview = client.get("/v1/users/" + user + "/overview").hasStatus(200).json();
    assertThat(overview.getJsonObject("user").getBoolean("success")).isTrue();
    assertThat(overview.getJsonObject("mail").getJsonObject("error").getString("code"))
        .isEqualTo("forbidden");
    refused(client, "users:write", "POST", "/v1/users");
    refused(client, "admin", "DELETE", "/v1/users/" + user);
    refused(client, "admin", "GET", "/v1/users/" + user + "/audit");
    refused(client, "mail:read", "GET", "/v1/emails");
    refused(client, "live:subscribe:broadcasts", "GET", "/v1/broadcasts");
    refused(client, "inbox:read", "GET", "/v1/inbox");
    refused(client, "admin", "GET", "/v1/keys");
    refused(client, "admin", "GET", "/v1/tasks");
  }

  /** To find a user's address, or a template, is the service's matter. */
  @Test
  void mailSendSendsToAUserAndByATemplateWithoutReadingEither() {
    String user = up.client().createUser("ms@scopes.example", "M").getString("id");
    up.client().put("/v1/templates/scoped", "{\"subject\":\"S\",\"text\":\"T\"}").hasStatus(200);
    Client client = key("scope-ms", "mail:send");
    JsonObject to = new JsonObject().put("userId", user);
    JsonObject mail = new JsonObject().put("to", to).put("subject", "S").put("text", "T");
    String id = client.post("/v1/emails", mail).hasStatus(202).json().getString("id");
    client.post("/v1/emails/explain", mail).hasStatus(200);
    client
        .post(
            "/v1/templates/scoped/test",
            new JsonObject().put("to", new JsonObject().put("email", "a@scopes.example")))
        .hasStatus(202);
    client.post("/send-email", "{\"to\":\"a@scopes.example\",\"subject\":\"S\",\"body\":\"B\"}");
    refused(client, "mail:read", "GET", "/v1/emails/" + id);
    refused(client, "mail:read", "GET", "/v1/templates/scoped");
    refused(client, "users:read", "GET", "/v1/users/" + user);
    refused(client, "admin", "PUT", "/v1/throttles/few");
  }

  @Test
  void inboxReadIsNeededByNameAndSuffices() {
    Client client = key("scope-ir", "inbox:read");
    client.get("/v1/inbox").hasStatus(200);
    refused(client, "mail:read", "GET", "/v1/emails");
    refused(role("scope-writer", "writer"), "inbox:read", "GET", "/v1/inbox");
    up.client().get("/v1/inbox").hasStatus(200);
  }

  @Test
  void aTopicNeedsItsPatternAndTheScopeOfWhatItShows() {
    assertThat(subscriptions(key("scope-all", "live:subscribe:*"))).isEqualTo("broadcasts");
    assertThat(subscriptions(key("scope-users", "live:subscribe:users.*", "users:read")))
        .isEqualTo("users.changed");
    assertThat(subscriptions(key("scope-mails", "live:subscribe:emails.*", "mail:read")))
        .isEqualTo("emails.01a2053c-f08d-7000-9f43-db727cead178");
    assertThat(subscriptions(key("scope-mail", "live:subscribe:emails", "mail:read")))
        .isEqualTo("emails");
    assertThat(subscriptions(key("scope-none", "users:read", "mail:read"))).isEmpty();
    assertThat(subscriptions(role("scope-reader", "reader")))
        .isEqualTo("users.changed broadcasts emails emails.01a2053c-f08d-7000-9f43-db727cead178");
  }

  @Test
  void inPlainModeOneScopeListensAndAnotherSpeaks() {
    try (Client.Socket socket = key("scope-deaf", "live:publish:*").webSocket(null)) {
      assertThat(socket.next("closed")).isEqualTo("closed 4403");
    }
    try (Client.Socket socket = key("scope-ear", "live:subscribe:plain").webSocket(null);
        Client.Socket speaker =
            key("scope-mouth", "live:subscribe:plain", "live:publish:plain").webSocket(null)) {
      speaker.send("scoped");
      assertThat(socket.next("Broadcast: s")).isEqualTo("Broadcast: scoped");
      socket.send("me too");
      assertThat(socket.next("closed")).isEqualTo("closed 4403");
    }
  }

  /** The key comes in the hello and is one that the gateway has not met. */
  @Test
  void aKeyOfTheTableCanComeInTheHelloWithFramesBehindIt() {
    String key = make("scope-hello", new JsonObject().put("role", "reader"));
    try (Client.Socket socket = up.client(null).webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello").put("key", key));
      socket.send(new JsonObject().put("type", "sub").put("topic", "emails"));
      assertThat(socket.frame().getString("type")).isEqualTo("welcome");
      assertThat(socket.frame().getString("type")).isEqualTo("ok");
      up.client().send("DELETE", "/v1/keys/scope-hello", null).hasStatus(204);
      assertThat(socket.next("closed")).isEqualTo("closed 4401");
    }
  }

  private static String subscriptions(Client client) {
    StringBuilder allowed = new StringBuilder();
    try (Client.Socket socket = client.webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello"));
      assertThat(socket.frame().getString("type")).isEqualTo("welcome");
      for (String topic :
          List.of(
              "users.changed",
              "broadcasts",
              "emails",
              "emails.01a2053c-f08d-7000-9f43-db727cead178")) {
        socket.send(new JsonObject().put("type", "sub").put("topic", topic));
        JsonObject answer = socket.frame();
        while (answer.getString("type").equals("msg")) {
          answer = socket.frame();
        }
        if (answer.getString("type").equals("ok")) {
          allowed.append(' ').append(topic);
        } else {
          assertThat(answer.getString("code")).isEqualTo("forbidden");
        }
      }
    }
    return allowed.toString().strip();
  }

  private static void refused(Client client, String scope, String method, String path) {
    Client.Answer answer =
        client.send(method, path, method.equals("GET") || method.equals("DELETE") ? null : "{}");
    assertThat(answer.hasStatus(403).json().getString("detail"))
        .isEqualTo("This request requires the scope " + scope);
  }

  private Client key(String name, String... scopes) {
    return up.client(
        make(name, new JsonObject().put("scopes", new JsonArray(List.of((Object[]) scopes)))));
  }

  private Client role(String name, String role) {
    return up.client(make(name, new JsonObject().put("role", role)));
  }

  private String make(String name, JsonObject key) {
    return up.client()
        .post("/v1/keys", key.put("name", name))
        .hasStatus(201)
        .json()
        .getString("key");
  }
}
