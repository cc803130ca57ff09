package dev.carillon.e2e.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input gets the right problem document, which names the field, and nothing is written. */
@WithUp("CARILLON_WELCOME=off")
class BadInputIT {

  private final Up up;
  private final Client client;

  BadInputIT(Up up) {
    this.up = up;
    this.client = up.client();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST | /v1/users  | {\"email\":\"a@b.c\",\"name\"                                   | ``",
        "POST | /v1/users  | {\"email\":1,\"name\":\"A\"}                                      | /email",
        "POST | /v1/users  | {\"email\":\"a@b.c\",\"name\":\"A\",\"admin\":true}               | /admin",
        "POST | /v1/users  | {\"email\":\"a@b.c\",\"name\":\"A\",\"name\":\"B\"}               | /name",
        "POST | /v1/users  | {\"email\":\"a@b.c\",\"name\":\"A\\r\\nBcc: x@y.z\"}              | /name",
        "POST | /v1/users  | {\"email\":\"a@b.c\\nx\",\"name\":\"A\"}                          | /email",
        "POST | /v1/users  | {\"name\":\"A\"}                                                  | /email",
        "POST | /v1/users  | []                                                                | ``",
        "POST | /v1/users  | ``                                                                | ``",
        "POST | /v1/emails | {\"to\":{\"email\":\"a@b.c\"},\"subject\":\"A\\r\\nB\",\"text\":\"t\"} | /subject",
        "POST | /v1/emails | {\"to\":{\"email\":\"a@b.c\\u0000\"},\"subject\":\"A\",\"text\":\"t\"} | /to/email",
        "POST | /v1/emails | {\"to\":{\"email\":\"a@b.c, d@e.f\"},\"subject\":\"A\",\"text\":\"t\"} | /to/email",
        "POST | /v1/emails | {\"to\":{\"email\":\"a@b.c\",\"name\":\"N\\tM\"},\"subject\":\"A\",\"text\":\"t\"} | /to/name",
        "POST | /v1/emails | {\"to\":{},\"subject\":\"A\",\"text\":\"t\"}                      | /to/email",
        "POST | /v1/emails | {\"subject\":\"A\",\"text\":\"t\"}                                | /to",
        "GET  | /v1/users?colour=red       | ``                                                | colour",
        "GET  | /v1/users?limit=0          | ``                                                | limit",
        "GET  | /v1/users?limit=many       | ``                                                | limit",
        "GET  | /v1/users?active=yes       | ``                                                | active",
        "GET  | /v1/users?active=true&active=false | ``                                        | active",
        "GET  | /v1/users?cursor=nonsense  | ``                                                | cursor",
        "GET  | /v1/users/not-a-uuid       | ``                                                | id",
        "GET  | /v1/emails?state=happy     | ``                                                | state",
        "GET  | /v1/emails?to=nobody       | ``                                                | to",
      })
  void aRefusalNamesTheFieldAndWritesNothing(
      String method, String path, String body, String field) {
    long users = client.get("/v1/users?limit=200").hasStatus(200).items().size();
    long mails = client.get("/v1/ledger").hasStatus(200).json().getLong("accepted");
    Client.Answer answer =
        method.equals("GET") ? client.get(path) : client.send(method, path, body);
    JsonObject problem = problem(answer, 400);
    assertThat(problem.getJsonArray("errors").stream())
        .as(problem.encode())
        .anyMatch(e -> ((JsonObject) e).getString("pointer").equals(field));
    assertThat(client.get("/v1/users?limit=200").items()).hasSize((int) users);
    assertThat(client.get("/v1/ledger").json().getLong("accepted")).isEqualTo(mails);
  }

  @Test
  void aBodyOfTwoMebibytesIsTooLarge() {
    String body = "{\"email\":\"a@b.c\",\"name\":\"" + "x".repeat(2 << 20) + "\"}";
    Client.Answer answer = client.send("POST", "/v1/users", body);
    problem(answer, 413);
  }

  @Test
  void withoutAKnownKeyThereIsNothing() {
    Client.Answer missing = up.client(null).get("/v1/users");
    assertThat(problem(missing, 401).getString("code")).isEqualTo("unauthenticated");
    assertThat(missing.header("www-authenticate")).startsWith("Bearer");
    problem(up.client("sk_wrong").get("/v1/users"), 401);
    problem(up.client("sk_wrong").post("/v1/users", new JsonObject()), 401);
    problem(up.client(null).get("/ws"), 400);
  }

  @Test
  void whatIsUnknownIsNotFoundAndWhatIsNotOfferedIsRefused() {
    String unknown = UUID.randomUUID().toString();
    problem(client.get("/v1/users/" + unknown), 404);
    problem(client.get("/v1/emails/" + unknown), 404);
    problem(client.post("/v1/users/" + unknown + "/deactivate", null), 404);
    problem(client.put("/v1/users/" + unknown + "/profile", new JsonObject()), 404);
    problem(client.get("/v1/nothing"), 404);
    Client.Answer wrongMethod = client.send("DELETE", "/v1/ledger", "");
    problem(wrongMethod, 405);
    assertThat(wrongMethod.header("allow")).isEqualTo("GET, HEAD");
    HttpRequest.Builder xml =
        client
            .request("/v1/users")
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofString("<user/>"));
    problem(client.send(xml), 415);
  }

  @Test
  void aTakenAddressIsAConflictWithoutRegardToCase() {
    client.createUser("taken@example.org", "First");
    Client.Answer second =
        client.post(
            "/v1/users", new JsonObject().put("email", "TAKEN@example.org").put("name", "Second"));
    JsonObject problem = problem(second, 409);
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/email");
  }

  @Test
  void aProfileWithOperatorsOrTooDeepIsRefused() {
    String path =
        "/v1/users/" + client.createUser("profile@example.org", "P").getString("id") + "/profile";
    problem(client.send("PUT", path, "{\"$where\":\"1\"}"), 400);
    problem(client.send("PUT", path, "{\"a\":{\"b.c\":1}}"), 400);
    problem(client.send("PUT", path, "{\"a\":\"" + "x".repeat(70_000) + "\"}"), 400);
    problem(client.send("PUT", path, "{\"a\":".repeat(9) + "1" + "}".repeat(9)), 400);
    problem(client.send("PUT", path, "[1]"), 400);
    client.get(path).hasStatus(404);
  }

  private static JsonObject problem(Client.Answer answer, int status) {
    answer.hasStatus(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    JsonObject problem = answer.json();
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.fieldNames())
        .contains("type", "title", "status", "detail", "code", "traceId", "retryable");
    assertThat(problem.encode()).doesNotContain("Exception").doesNotContain("dev.carillon");
    return problem;
  }
}
