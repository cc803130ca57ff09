package dev.carillon.e2e.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.Smtp;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The local inbox: mail is found, read, waited for, viewed once and deleted. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class InboxIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** With a script, a picture of its own, one of another server, and a file with a wicked name. */
  private static final String MAIL =
      """
      From: Sender <sender@test.example>
      Subject: %s
      Message-ID: <1@test.example>
      Content-Type: multipart/mixed; boundary=m

      --m
      Content-Type: multipart/related; boundary=r

      --r
      Content-Type: text/html

      <script>parent.taken = 1</script><img src="cid:a"><img src="https://tracker.example/1.png">
      --r
      Content-Type: image/png
      Content-ID: <a>
      Content-Transfer-Encoding: base64

      iVBORw0KGgo=
      --r--
      --m
      Content-Type: text/html
      Content-Disposition: attachment; filename*=utf-8''a%%22b%%20%%C3%%A4.html

      <script>alert(1)</script>
      --m--
      """;

  private final Up up;
  private final Client client;

  InboxIT(Up up) {
    this.up = up;
    this.client = up.client();
  }

  private String key(String... scopes) {
    return client
        .post(
            "/v1/keys",
            new JsonObject()
                .put("name", "inbox-" + UUID.randomUUID())
                .put("scopes", new JsonArray(List.of(scopes))))
        .hasStatus(201)
        .json()
        .getString("key");
  }

  private JsonObject arrived(String to) {
    JsonArray items = client.get("/v1/inbox?to=" + to).hasStatus(200).items();
    assertThat(items).hasSize(1);
    return items.getJsonObject(0);
  }

  @Test
  void aMailIsReadAsWhatItIsAndNothingOfItIsShownInTheNameOfThisHost() {
    Smtp.send(up, "read@inbox.example", MAIL.formatted("Read me"));
    String id = arrived("read@inbox.example").getString("id");
    JsonObject mail = client.get("/v1/inbox/" + id).hasStatus(200).json();
    assertThat(mail.getString("html")).contains("parent.taken");
    assertThat(mail.getBoolean("remotePictures")).isTrue();
    assertThat(mail.getJsonArray("attachments").encode())
        .contains("\"type\":\"image/png\"", "\"type\":\"text/html\"");
    Answer source = client.get("/v1/inbox/" + id + "/source").hasStatus(200);
    assertThat(source.header("content-type")).startsWith("text/plain");
    assertThat(source.body()).startsWith("From: Sender").contains("\r\n--m--");
    Answer file = client.get("/v1/inbox/" + id + "/attachments/1").hasStatus(200);
    assertThat(file.body()).contains("alert(1)");
    assertThat(file.header("content-type")).isEqualTo("application/octet-stream");
    assertThat(file.header("content-disposition"))
        .isEqualTo("attachment; filename=\"a_b _.html\"; filename*=UTF-8''a%22b%20%C3%A4.html");
    assertThat(file.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(file.header("content-security-policy")).startsWith("sandbox; default-src 'none'");
    client.get("/v1/inbox/" + id + "/attachments/2").hasStatus(404);
    client.get("/v1/inbox/" + id + "/attachments/x").hasStatus(400);
    client.get("/v1/inbox/" + UUID.randomUUID()).hasStatus(404);
    client.get("/v1/inbox/" + UUID.randomUUID() + "/source").hasStatus(404);
  }

  @Test
  void aViewIsShownOnceToWhoeverHasItsAddressUnderAPolicyThatLetsNothingRun() {
    Smtp.send(up, "view@inbox.example", MAIL.formatted("View me"));
    String id = arrived("view@inbox.example").getString("id");
    JsonObject view = client.send("POST", "/v1/inbox/" + id + "/view", null).hasStatus(200).json();
    Client nobody = up.client(null);
    Answer shown = nobody.get(view.getString("path")).hasStatus(200);
    assertThat(shown.header("content-security-policy"))
        .isEqualTo(
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action"
                + " 'none'; base-uri 'none'; frame-ancestors 'self'");
    assertThat(shown.header("cache-control")).isEqualTo("no-store");
    assertThat(shown.body()).contains("data:image/png;base64,iVBORw0KGgo=", "tracker.example");
    nobody.get(view.getString("path")).hasStatus(404);
    nobody.get("/inbox/view/" + "a".repeat(43)).hasStatus(404);
    nobody.get("/inbox/view/x").hasStatus(404);
    String remote = "/v1/inbox/" + id + "/view?remote=true";
    String path = client.send("POST", remote, null).hasStatus(200).json().getString("path");
    assertThat(nobody.get(path).header("content-security-policy"))
        .contains("img-src data: https:;");
    Smtp.send(up, "plain@inbox.example", "Subject: Plain\n\ntext");
    String plain = arrived("plain@inbox.example").getString("id");
    client.send("POST", "/v1/inbox/" + plain + "/view", null).hasStatus(409);
    nobody.send("POST", "/v1/inbox/" + id + "/view", null).hasStatus(401);
    client.send("POST", path, null).hasStatus(405);
  }

  @Test
  void mailIsFoundByItsWordsAndDeletedByWhoMayOnlyAsItIsSaid() {
    for (String subject : new String[] {"Invoice 17", "Invoice 18", "News"}) {
      Smtp.send(up, "found@inbox.example", "Subject: " + subject + "\n\nof May");
    }
    String all = "/v1/inbox?to=found@inbox.example";
    assertThat(client.get(all + "&q=invoice%20may").hasStatus(200).items()).hasSize(2);
    assertThat(client.get("/v1/inbox?q=%20").status()).isEqualTo(400);
    Client reader = up.client(key("inbox:read"));
    String id = reader.get(all).hasStatus(200).items().getJsonObject(0).getString("id");
    reader.send("DELETE", "/v1/inbox/" + id, null).hasStatus(403);
    reader.send("DELETE", all, null).hasStatus(403);
    up.client(key("mail:read", "mail:send")).get("/v1/inbox/" + id).hasStatus(403);
    client.send("DELETE", "/v1/inbox", null).hasStatus(400);
    client.send("DELETE", "/v1/inbox?all=false", null).hasStatus(400);
    client.send("DELETE", all + "&all=true", null).hasStatus(400);
    assertThat(client.get(all).items()).hasSize(3);
    client.send("DELETE", "/v1/inbox/" + id, null).hasStatus(204);
    client.send("DELETE", "/v1/inbox/" + id, null).hasStatus(404);
    assertThat(client.send("DELETE", all + "&q=17", null).hasStatus(200).json())
        .isEqualTo(new JsonObject().put("count", 1));
    assertThat(client.get(all).items()).hasSize(1);
  }

  @Test
  void whoWaitsGetsTheMailThatIsThereOrComesOrHearsInTimeThatNoneCame() {
    String wait = "/v1/inbox/wait?to=wait@inbox.example&subject=code&timeout=";
    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(() -> client.get(wait + "25s"), Thread::startVirtualThread);
    awaitTask(true);
    Smtp.send(up, "wait@inbox.example", "Subject: Your CODE 17\n\n17");
    Answer came = waiting.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join().hasStatus(200);
    assertThat(came.json().getString("subject")).isEqualTo("Your CODE 17");
    assertThat(client.get(wait + "5s").hasStatus(200).json()).isEqualTo(came.json());
    String at = came.json().getString("at");
    client.get(wait + "5s&since=" + at).hasStatus(200);
    Answer none = client.get(wait + "10ms&since=2099-01-01T00:00:00Z").hasStatus(404);
    assertThat(none.json().getString("detail")).isEqualTo("No such mail came within 10ms");
    for (String wrong : new String[] {"26s", "9ms", "0s", "x", ""}) {
      assertThat(client.get(wait + wrong).status()).as(wrong).isEqualTo(400);
    }
    client.get("/v1/inbox/wait").hasStatus(400);
  }

  @Test
  void aWaitEndsWithItsClient() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), up.port())) {
      socket
          .getOutputStream()
          .write(
              """
              GET /v1/inbox/wait?to=gone@inbox.example&timeout=25s HTTP/1.1\r
              Host: 127.0.0.1\r
              Authorization: Bearer %s\r
              \r
              """
                  .formatted(up.key())
                  .getBytes(StandardCharsets.US_ASCII));
      awaitTask(true);
    }
    awaitTask(false);
  }

  private void awaitTask(boolean there) {
    Await.until(
        LIMIT,
        () -> client.get("/v1/tasks?limit=200").body(),
        () ->
            client.get("/v1/tasks?limit=200").items().stream()
                    .map(JsonObject.class::cast)
                    .anyMatch(task -> task.getString("name").equals("wait for a mail"))
                == there);
  }
}
