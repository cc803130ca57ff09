package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What is broken by a click, and what became of the mail. What arrived is counted in the files of
 * the inbox, whatever the product says.
 */
@WithUp({
  "CARILLON_OPEN_RATE_LIMIT=0",
  "CARILLON_MAIL_RETRIES=1s",
  "CARILLON_MAIL_RETRIES_UNKNOWN=2s,2s"
})
@ExtendWith(TabExtension.class)
class BreakItIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private final Tab tab;
  private final Up up;
  private final Client client;

  BreakItIT(Up up, Tab tab) {
    this.tab = tab;
    this.up = up;
    this.client = up.client();
  }

  @BeforeEach
  void enter() {
    tab.open("break");
    tab.settle();
  }

  /** Whatever was accepted, and whoever was stopped meanwhile: it arrived, and the books say so. */
  @AfterEach
  void allArrivedAndTheBooksBalance() {
    Await.until(LIMIT, () -> "all to be sent: " + ledger(), () -> open(ledger()) == 0);
    JsonObject ledger = ledger();
    assertThat(ledger.getBoolean("balanced")).as(ledger.encode()).isTrue();
    JsonObject states = ledger.getJsonObject("states").copy();
    states.remove("merged"); // into one that was sent
    int sent = states.getInteger("sent");
    assertThat(states).isEqualTo(new JsonObject().put("sent", sent));
    assertThat(arrivals()).as("recipients in the inbox's files").hasSize(sent);
  }

  private JsonObject ledger() {
    return client.get("/v1/ledger").hasStatus(200).json();
  }

  private static int open(JsonObject ledger) {
    JsonObject states = ledger.getJsonObject("states");
    return ledger.getInteger("accepted")
        - states.getInteger("sent", 0)
        - states.getInteger("merged", 0);
  }

  /** How many mails there are for each recipient, in the files of the data folder. */
  private Map<String, Integer> arrivals() {
    Map<String, Integer> arrivals = new TreeMap<>();
    try (Stream<Path> files = Files.list(up.data().resolve("inbox"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".eml")).toList()) {
        Files.readString(file)
            .lines()
            .filter(line -> line.startsWith("X-Envelope-To: "))
            .forEach(line -> arrivals.merge(line.substring(15), 1, Integer::sum));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return arrivals;
  }

  /** Ten mails, accepted; gives their ids by their addresses. */
  private Map<String, String> sendTen(String name) {
    JsonArray to = new JsonArray();
    for (int i = 0; i < 10; i++) {
      to.add(new JsonObject().put("email", name + i + "@break.example"));
    }
    JsonObject mail = new JsonObject().put("subject", name).put("text", "Hi");
    JsonObject told =
        client
            .post("/v1/emails/batch", new JsonObject().put("to", to).put("mail", mail))
            .hasStatus(200)
            .json();
    assertThat(told.getInteger("accepted")).isEqualTo(10);
    Map<String, String> ids = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      ids.put(
          name + i + "@break.example",
          told.getJsonArray("items").getJsonObject(i).getJsonObject("accepted").getString("id"));
    }
    return ids;
  }

  private void breakIt(String name) {
    tab.run(
        """
        await click('Break ' + args[0]);
        await until('it to be broken', () => [...document.querySelectorAll('button')].some((b) => b.innerText === 'End ' + args[0]));
        """,
        name);
  }

  private void mend(String name) {
    tab.run(
        """
        const end = [...document.querySelectorAll('button')].find((b) => b.innerText === 'End ' + args[0]);
        if (end) end.click(); // its time may be over
        await until('it to be whole', () => [...document.querySelectorAll('button')].some((b) => b.innerText === 'Break ' + args[0]));
        """,
        name);
  }

  private void showsInTheTimeline(String id, String... words) {
    tab.open("mail/" + id);
    for (String word : words) {
      tab.run("await until(args[0], () => document.body.textContent.includes(args[0]));", word);
    }
    assertThat(tab.browser().complaints())
        .as("a list that a busy machine answers late is asked for again")
        .allMatch(said -> said.contains("/v1/emails?limit=10 ") && said.contains("504"));
  }

  private List<JsonObject> attempts(String id) {
    return client
        .get("/v1/emails/" + id + "/timeline")
        .hasStatus(200)
        .json()
        .getJsonArray("events")
        .stream()
        .map(JsonObject.class::cast)
        .filter(event -> event.getString("kind").equals("attempt"))
        .toList();
  }

  private void awaitState(String id, String state) {
    Await.until(
        LIMIT,
        () -> id + " to be " + state,
        () -> client.get("/v1/emails/" + id).json().getString("state").equals(state));
  }

  @Test
  void mailThatIsRefusedForGoodIsUnderstoodAndTriedAgainByClicking() {
    breakIt("smtp-550");
    Map<String, String> ids = sendTen("dead");
    ids.values().forEach(id -> awaitState(id, "dead"));
    tab.see("break");
    tab.seeOnPhone("break");
    mend("smtp-550");
    String one = ids.values().iterator().next();
    showsInTheTimeline(one, "550 5.1.1 Told to refuse mail for good", "Ended: dead");
    tab.open("mail?state=dead");
    tab.run(
        """
        await until('the reason', () => text().includes('Told to refuse mail for good'));
        await click('Try them again');
        (await until('the question', () => document.querySelector('dialog[open] .actions button'))).click();
        await until('what came of it', () => text().includes('10 mails are tried again'));
        """);
    ids.values().forEach(id -> awaitState(id, "sent"));
    showsInTheTimeline(one, "Sent on attempt 2", "Ended: dead", "Tried again", "by admin");
  }

  @Test
  void aServerThatAnswers451GetsItsMailLaterAndTheTimelineHasTheReply() {
    breakIt("smtp-451");
    Map<String, String> ids = sendTen("refused");
    String one = ids.get("refused0@break.example");
    awaitState(one, "retrying");
    assertThat(arrivals().keySet()).doesNotContainAnyElementsOf(ids.keySet());
    mend("smtp-451");
    ids.values().forEach(id -> awaitState(id, "sent"));
    showsInTheTimeline(
        one, "failed for now", "451 4.3.2 Told to refuse mail for a while", "Ended: sent");
    assertThat(arrivals()).containsAllEntriesOf(each(ids, 1));
  }

  @Test
  void aConnectionThatIsDroppedAfterTheDotMakesMailUnknownAndItComesTwice() {
    breakIt("smtp-drop-after-dot");
    Map<String, String> ids = sendTen("dropped");
    String one = ids.get("dropped0@break.example");
    Await.until(LIMIT, () -> "an attempt", () -> !attempts(one).isEmpty());
    mend("smtp-drop-after-dot");
    JsonObject first = attempts(one).get(0);
    assertThat(first.getJsonObject("attempt").getString("outcome")).isEqualTo("unknown");
    ids.values().forEach(id -> awaitState(id, "sent"));
    showsInTheTimeline(one, "Attempt 1: unknown", "Ended: sent");
    assertThat(arrivals().get("dropped0@break.example")).isGreaterThan(1);
  }

  @Test
  void aWorkerThatIsStoppedBeforeItWritesDownWhatItSentLosesNothing() {
    breakIt("worker");
    Map<String, String> ids = sendTen("orphan");
    Await.until(LIMIT, () -> "copies", () -> arrivals().keySet().containsAll(ids.keySet()));
    String one = ids.get("orphan0@break.example");
    Map<String, String> later = sendTen("later");
    mend("worker");
    ids.values().forEach(id -> awaitState(id, "sent"));
    showsInTheTimeline(one, "Attempt 1: unknown", "Ended: sent");
    assertThat(arrivals().get("orphan0@break.example")).isGreaterThan(1);
    later.values().forEach(id -> awaitState(id, "sent"));
    assertThat(up.process().output()).contains("10 of them had begun");
  }

  @Test
  void aDatabaseThatIsCutOffAnswersNothingAndGoesOnWhereItWas() throws Exception {
    Map<String, String> ids = sendTen("cut");
    breakIt("postgresql");
    CompletableFuture<Client.Answer> asked =
        CompletableFuture.supplyAsync(
            () -> client.post("/v1/emails", Client.mail("during@break.example", "During")));
    assertThat(asked.completeOnTimeout(null, 2, TimeUnit.SECONDS).get()).isNull();
    JsonObject state = fault("postgresql");
    assertThat(state.getBoolean("active")).as("faults need no database").isTrue();
    mend("postgresql");
    ids.values().forEach(id -> awaitState(id, "sent"));
    client.post("/v1/emails", Client.mail("after@break.example", "After")).hasStatus(202);
    tab.open("break");
    tab.settle();
    tab.run("await until('the books', () => text().includes('balanced'));");
    assertThat(tab.list("return [document.title]").getString(0)).isEqualTo("Break it · Carillon");
    tab.browser().complaints(); // of requests that had no answer
  }

  @Test
  void aButtonSendsTenMailsAndNobodyButAnAdministratorBreaksAnything() {
    int before = arrivals().size();
    tab.run(
        "await click('Send ten mails'); await until('ten', () => text().includes('mail-10-'));");
    tab.run(
        "await until('sent', () => document.querySelectorAll('main tbody .tone-ok').length === 10);");
    Await.until(LIMIT, () -> "ten more", () -> arrivals().size() == before + 10);
    tab.run(
        """
        await click('the first of 10');
        await until('it', () => location.pathname.startsWith('/console/mail/') && document.querySelector('h1')?.innerText === 'Something to break');
        """);
    JsonObject wanted = new JsonObject().put("name", "no-breaker").put("role", "writer");
    String key = client.post("/v1/keys", wanted).hasStatus(201).json().getString("key");
    Client writer = up.client(key);
    writer.get("/v1/faults").hasStatus(403);
    writer.send("POST", "/v1/faults/smtp-451", "").hasStatus(403);
    client.send("POST", "/v1/faults/smtp-451?for=61s", "").hasStatus(400);
    client.send("POST", "/v1/faults/smtp-451?for=1s", "").hasStatus(200);
    client.send("POST", "/v1/faults/smtp-451", "").hasStatus(409);
    Await.until(LIMIT, () -> "its end", () -> !fault("smtp-451").getBoolean("active"));
    List<String> audit = new ArrayList<>();
    client.get("/v1/faults").json().getJsonArray("audit").stream()
        .map(JsonObject.class::cast)
        .limit(2)
        .forEach(one -> audit.add(one.getString("actor") + " " + one.getString("what")));
    assertThat(audit).containsExactly("carillon ended", "admin began");
    assertThat(up.process().output()).contains("Audit: smtp-451 began, by admin");
  }

  @Test
  void aWeekThatIsSkippedByAClickSendsWhatIsOfThatWeekAndEndsNoKey() {
    JsonObject digest =
        Client.mail("weekly@break.example", "One")
            .put("digestKey", "news")
            .put("digestMode", "fixed")
            .put("digestWindow", "P7D");
    client.post("/v1/emails", digest.copy()).hasStatus(202);
    String weekly = client.post("/v1/emails", digest.put("subject", "Two")).json().getString("id");
    Instant in3Days = Clocks.system().now().plus(Duration.ofDays(3));
    JsonObject timed = Client.mail("timed@break.example", "Timed").put("sendAt", in3Days + "");
    String later = client.post("/v1/emails", timed).hasStatus(202).json().getString("id");
    JsonObject news = new JsonObject().put("topic", "news").put("payload", new JsonObject());
    client.put("/v1/broadcasts/weekly", news.put("every", "P6D")).hasStatus(200);
    Instant in1Hour = Clocks.system().now().plus(Duration.ofHours(1));
    JsonObject key =
        new JsonObject().put("name", "hourly").put("role", "reader").put("expiresAt", in1Hour + "");
    Client reader = up.client(client.post("/v1/keys", key).json().getString("key"));
    assertThat(reader.get("/v1/time").json().getString("shift")).isEqualTo("PT0S");
    Client user = tokenOf("token@break.example");

    tab.open("time");
    tab.run("await click('Forward 1 week');");
    tab.see("time-asks");
    tab.run(
        """
        document.querySelector('dialog[open] .actions button').click();
        await until('the bar', () => text().includes('schedules run 7 days ahead'));
        """);
    tab.open("break");
    tab.run("await until('who did it', () => text().includes('time is moved forward by 7 days'));");
    awaitState(weekly, "sent");
    awaitState(later, "sent");
    showsInTheTimeline(later, "not before", "schedules 7 days forward, by admin", "Ended: sent");
    showsInTheTimeline(weekly, "Gathered", "The other mail", "schedules 7 days forward");
    assertThat(arrivals()).containsEntry("weekly@break.example", 1);
    Await.until(LIMIT, () -> "the broadcast", () -> ticks("weekly").size() == 1);
    assertThat(ticks("weekly").getJsonObject(0).getString("ahead")).isEqualTo("PT168H");
    tab.open("users");
    tab.settle();
    tab.run("await until('the bar', () => text().includes('schedules run 7 days ahead'));");
    tab.see("time-shifted");
    tab.seeOnPhone("time-shifted");
    assertThat(tab.browser().complaints()).isEmpty();
    assertThat(reader.get("/v1/time").hasStatus(200).json().getString("shift"))
        .as("a key of an hour ends by the clock on the wall")
        .isEqualTo("PT168H");
    user.get("/v1/me").hasStatus(200); // and so does a token of an hour
    JsonObject day = new JsonObject().put("forward", "P1D");
    reader.post("/v1/time", day).hasStatus(403);
    for (String wrong : List.of("0s", "-P1D", "a week", "P400D", "P9999D")) {
      JsonObject body = new JsonObject().put("forward", wrong);
      assertThat(client.post("/v1/time", body).hasStatus(400).body()).contains("/forward");
    }
    assertThat(up.process().output())
        .contains("Audit: time is moved forward by PT168H from PT0S, by admin");
  }

  /** As a user whose token is good for an hour. */
  private Client tokenOf(String email) {
    JsonObject user = new JsonObject().put("email", email).put("name", "Token");
    String id = client.post("/v1/users", user).hasStatus(201).json().getString("id");
    JsonObject wanted = new JsonObject().put("userId", id).put("ttl", "1h");
    return up.client(client.post("/v1/tokens", wanted).hasStatus(201).json().getString("token"));
  }

  private JsonArray ticks(String broadcast) {
    return client.get("/v1/broadcasts/" + broadcast + "/history").hasStatus(200).items();
  }

  private JsonObject fault(String name) {
    return client.get("/v1/faults").hasStatus(200).items().stream()
        .map(JsonObject.class::cast)
        .filter(one -> one.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Integer> each(Map<String, String> ids, int times) {
    Map<String, Integer> all = new TreeMap<>();
    ids.keySet().forEach(address -> all.put(address, times));
    return all;
  }
}
