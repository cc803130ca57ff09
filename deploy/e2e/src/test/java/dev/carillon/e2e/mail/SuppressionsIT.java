package dev.carillon.e2e.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Suppressed addresses and unsubscribed topics get no mail. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class SuppressionsIT {
  private final Up up;
  private final Client client;
  private final Client stranger;
  private final MailSteps mails;

  SuppressionsIT(Up up) {
    this.up = up;
    this.client = up.client();
    this.stranger = up.client(null);
    this.mails = new MailSteps(up.client());
  }

  @Test
  void whoWantsNoMailGetsNone() {
    JsonObject suppress =
        new JsonObject().put("address", "Never@policy.example").put("reason", "bounced");
    client.post("/v1/suppressions", suppress).hasStatus(200);
    String id = mails.accept(Client.mail("never@policy.example", "No"));
    mails.awaitState(id, "suppressed");
    assertThat(mails.inbox("never@policy.example")).isEmpty();
    assertThat(client.get("/v1/suppressions?address=never@policy.example").items()).hasSize(1);
    client.send("DELETE", "/v1/suppressions?address=never@policy.example", null).hasStatus(204);
    assertThat(client.get("/v1/suppressions?address=never@policy.example").items()).isEmpty();
    JsonObject ended =
        client.get("/v1/suppressions?ended=true&address=never@policy.example").json();
    assertThat(ended.getJsonArray("items").getJsonObject(0).getMap())
        .containsEntry("reason", "bounced")
        .containsEntry("endedBy", "admin")
        .containsKeys("since", "by", "until");
    mails.awaitState(mails.accept(Client.mail("never@policy.example", "Yes")), "sent");
    assertThat(client.get("/v1/ledger").json().getBoolean("balanced")).isTrue();
  }

  @Test
  void theLinkInAMailEndsMailOfItsTopicAndLookingAtItChangesNothing() {
    JsonObject news = Client.mail("reader@policy.example", "News").put("topic", "news");
    mails.awaitState(mails.accept(news), "sent");
    String raw = up.read(inboxFile("reader@policy.example"));
    assertThat(raw).contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    String path = link("reader@policy.example");
    assertThat(stranger.get(path).hasStatus(200).body())
        .contains("reader@policy.example", "button");
    mails.awaitState(mails.accept(news), "sent"); // a look is no wish
    stranger.send("POST", path, "List-Unsubscribe=One-Click").hasStatus(200);
    mails.awaitState(mails.accept(news), "suppressed");
    mails.awaitState(mails.accept(news.copy().put("topic", "offers")), "sent");
    mails.awaitState(mails.accept(news.copy().put("critical", true)), "sent");
    assertThat(stranger.get(path).hasStatus(200).body()).contains("?again");
    assertThat(stranger.send("POST", path + "?again", "").hasStatus(200).body())
        .contains("subscribed again");
    mails.awaitState(mails.accept(news), "sent");
    stranger.send("POST", path.replace("unsubscribe/", "unsubscribe/x"), "").hasStatus(400);
    stranger.get("/unsubscribe/abc.def").hasStatus(400);
  }

  @Test
  void whatTheSenderHasStoppedIsNotTheRecipientsToTakeBack() {
    JsonObject news = Client.mail("stopped@policy.example", "News").put("topic", "news");
    mails.awaitState(mails.accept(news), "sent");
    String path = link("stopped@policy.example");
    assertThat(path).doesNotContain("stopped");
    JsonObject stop =
        new JsonObject().put("address", "stopped@policy.example").put("topic", "news");
    client.post("/v1/suppressions", stop.put("reason", "bounced")).hasStatus(200);
    stranger.send("POST", path, "").hasStatus(200);
    stranger.send("POST", path + "?again", "").hasStatus(409);
    assertThat(client.get("/v1/suppressions?address=stopped@policy.example").body())
        .contains("bounced");
    stranger.send("HEAD", path, null).hasStatus(200);
  }

  private String link(String to) {
    String link =
        up.read(inboxFile(to))
            .lines()
            .filter(l -> l.startsWith("List-Unsubscribe: <"))
            .findFirst()
            .orElseThrow();
    return link.substring(link.indexOf("/unsubscribe/"), link.length() - 1);
  }

  /** The newest mail to an address, as it came over the wire. */
  private String inboxFile(String to) {
    return "inbox/"
        + Stream.of(up.data().resolve("inbox").toFile().list())
            .filter(name -> up.read("inbox/" + name).contains("To: " + to))
            .sorted()
            .reduce((a, b) -> b)
            .orElseThrow();
  }
}
