package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The templates of the console, and hostile text on every page that shows text of others. */
@WithUp(
    value = {"CARILLON_OPEN_RATE_LIMIT=0", "CARILLON_LIVE_PRESENCE_GRACE=1s"},
    shared = true)
@ExtendWith(TabExtension.class)
class ConsoleTemplatesIT {
  /** What would leave a trace, be it taken for markup, for a link or for a script. */
  private static final String HOSTILE =
      "<img src=x onerror=\"window.taken='img'\"><svg onload=\"window.taken='svg'\"><script>window.taken='script'</script>"
          + "<a href=\"javascript:window.taken='link'\">x</a>\"' onmouseover=\"window.taken='over'\" \u202eevil\u2066 ";

  private static final String NAME =
      "<script>window.taken='name'</script><img src=x onerror=\"window.taken='name'\">\u202e";

  private static final String LONG = "W".repeat(150);

  /** Of a page that shows hostile text: what it holds that only markup could have put there. */
  private static final String TRACES =
      """
      const own = [...document.querySelectorAll('#app *')];
      return [window.taken ?? 'nothing', document.querySelectorAll('script').length,
        own.filter((e) => [...e.attributes].some((a) => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value))).length,
        own.filter((e) => /^(IMG|OBJECT|EMBED|SCRIPT|STYLE|LINK|BASE|META)$/i.test(e.tagName)).length, text().includes('window.taken')];
      """;

  private final Tab tab;
  private final Up up;
  private final Client client;

  ConsoleTemplatesIT(Up up, Tab tab) {
    this.tab = tab;
    this.up = up;
    this.client = up.client();
  }

  private void put(String name, String subject, String text, String html) {
    JsonObject spec = new JsonObject().put("subject", subject).put("text", text).put("html", html);
    client.put("/v1/templates/" + name, spec).hasStatus(200);
  }

  @Test
  void versionsAreComparedTypedTextIsFilledAndATestIsSent() {
    put("greet", "Hello {{to.name}}", "one\ntwo\nthree\n", "<p>Hello</p>");
    put("greet", "Hello {{to.name}}", "one\n2\nthree\nfour\n", "<p>Hello</p>");
    tab.open("templates/greet");
    JsonArray seen =
        tab.list(
            """
            const lines = (kind) => [...document.querySelectorAll('.diff .' + kind + ' bdi')].map((e) => e.innerText);
            await until('differences', () => lines('new').length === 2);
            const before = [lines('gone'), lines('new')];
            await until('the preview', () => text().includes('Hello Ada'));
            fill('subject', 'Good evening {{to.name}}');
            await until('it is filled', () => text().includes('Good evening Ada'));
            fill('markup', '<style>p { color: red }</style><p>{{to.name}}</p>');
            await until('its HTML', () => document.querySelector('iframe.frame'));
            fill('data', '{"to": {"email": "ada@example.org", "name": "Ada"}}');
            fill('text', 'Hi {{nobody}}');
            await until('what is missing', () => document.querySelector('[role=alert]')?.innerText.includes('in the data, nobody is missing'));
            await click('Add it');
            await until('it is there', () => text().includes('Hi nobody') && !document.querySelector('[role=alert]'));
            if (document.activeElement.name !== 'data') throw new Error('the focus is gone');
            fill('text', 'Hi');
            await until('nothing is missing', () => !text().includes('Hi nobody'));
            return before;
            """);
    assertThat(seen).containsExactly(JsonArray.of("two"), JsonArray.of("2", "four"));
    tab.see("template");
    tab.seeOnPhone("template");
    tab.run(
        """
        await click('Save as a new version');
        await until('it is saved', () => text().includes('Edit, from version 3'));
        fill('to', 'test@box.example');
        await click('Send a test');
        await until('it is accepted', () => text().includes('the inbox of test@box.example'));
        """);
    assertThat(client.get("/v1/templates/greet").json().getString("subject"))
        .isEqualTo("Good evening {{to.name}}");
    assertThat(tab.browser().complaints())
        .as("the 400 of what is missing")
        .allMatch(said -> said.contains("/templates/greet/draft"))
        .hasSize(1);
  }

  @Test
  void whatSomebodyElseHasSavedIsShownBesideMineAndNothingIsLost() {
    put("both", "S", "base\n", "<p>H</p>");
    tab.open("templates/both");
    tab.run(
        """
        await until('the form', () => document.querySelector('main [name=text]'));
        fill('text', 'mine\\n');
        """);
    put("both", "S", "theirs\n", "<p>H</p>");
    JsonArray seen =
        tab.list(
            """
            await click('Save as a new version');
            const both = await until('both', () => document.querySelector('section.note'));
            return [both.innerText, [...both.querySelectorAll('.gone bdi')].map((e) => e.innerText), [...both.querySelectorAll('.new bdi')].map((e) => e.innerText), document.querySelector('main [name=text]').value];
            """);
    assertThat(seen.getString(0)).contains("Version 2 was saved in the meantime");
    assertThat(seen.getJsonArray(1)).containsExactly("theirs");
    assertThat(seen.getJsonArray(2)).containsExactly("mine");
    assertThat(seen.getString(3)).isEqualTo("mine\n");
    tab.see("template-both");
    assertThat(client.get("/v1/templates/both").json().getString("text")).isEqualTo("theirs\n");
    tab.run(
        """
        await click('Save mine after it');
        await until('it is saved', () => text().includes('Edit, from version 3'));
        """);
    assertThat(client.get("/v1/templates/both").json().getString("text")).isEqualTo("mine\n");
    assertThat(tab.browser().complaints()).as("a 412").hasSize(1);
  }

  @Test
  void aSaveNamesTheVersionThatItFollows() {
    put("named", "S", "one", "<p>H</p>");
    String spec = "{\"subject\":\"S\",\"text\":\"two\"}";
    assertThat(client.get("/v1/templates/named").header("etag")).isEqualTo("\"v1\"");
    client.send("PUT", "/v1/templates/named", spec, "If-Match", "\"v2\"").hasStatus(412);
    client.send("PUT", "/v1/templates/none", spec, "If-Match", "\"v1\"").hasStatus(412);
    client.get("/v1/templates/none").hasStatus(404);
    Client.Answer saved = client.send("PUT", "/v1/templates/named", spec, "If-Match", "\"v1\"");
    assertThat(saved.hasStatus(200).header("etag")).isEqualTo("\"v2\"");
    client.send("PUT", "/v1/templates/named", spec, "If-Match", "\"v1\"").hasStatus(412);
    client.send("PUT", "/v1/templates/named", spec, "If-Match", "*").hasStatus(200);
  }

  @Test
  void aDraftIsFilledAndItsHtmlShownOnceAndNothingIsStored() {
    String draft =
        "{\"template\":{\"subject\":\"S {{a}}\",\"text\":\"T\",\"html\":\"<p>{{a}}</p>\"},\"data\":{\"a\":\"<b>\"}}";
    JsonObject filled = client.post("/v1/templates/none/draft", draft).hasStatus(200).json();
    assertThat(filled.getString("subject")).isEqualTo("S <b>");
    Client nobody = up.client(null);
    Client.Answer shown = nobody.get(filled.getString("view")).hasStatus(200);
    assertThat(shown.body()).isEqualTo("<p>&lt;b&gt;</p>");
    assertThat(shown.header("content-security-policy")).startsWith("sandbox; default-src 'none'");
    nobody.get(filled.getString("view")).hasStatus(404);
    client.get("/v1/templates/none").hasStatus(404);
    assertThat(client.post("/v1/templates/none/draft", draft.replace("\"a\":", "\"b\":")).status())
        .isEqualTo(400);
    assertThat(client.post("/v1/templates/none/draft", "{}").status()).isEqualTo(400);
  }

  @Test
  void hostileTextIsTextOnEveryPage(Database tables) {
    String user = client.createUser("hostile@box.example", NAME).getString("id");
    JsonObject profile = new JsonObject().put("note", HOSTILE + LONG);
    assertThat(client.put("/v1/users/" + user + "/profile", profile).status()).isLessThan(300);
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", "hostile@box.example").put("name", NAME))
            .put("subject", HOSTILE + LONG)
            .put("text", HOSTILE + LONG)
            .put("html", HOSTILE);
    String sent = client.post("/v1/emails", mail).hasStatus(202).json().getString("id");
    put("hostile", HOSTILE + LONG, HOSTILE, HOSTILE);
    put("hostile", HOSTILE + LONG, HOSTILE + LONG, HOSTILE + LONG);
    String wait = "/v1/inbox/wait?to=hostile@box.example&timeout=20s";
    String box = client.get(wait).hasStatus(200).json().getString("id");
    for (String view :
        List.of(
            "users",
            "users/" + user,
            "mail",
            "mail/" + sent,
            "inbox",
            "inbox?to=hostile@box.example&open=" + box,
            "inbox?q=%3Cscript%3Ewindow.taken",
            "templates",
            "templates/hostile",
            "users?q=%3Cscript%3Ewindow.taken%3D1",
            "search?q=hostile@box.example",
            "search?q=%3Cscript%3Ewindow.taken%3D1")) {
      tab.open(view);
      tab.settle();
      assertThat(tab.list(TRACES))
          .as("traces on " + view)
          .startsWith("nothing", 3, 0, 0)
          .endsWith(true);
      if (view.contains("/") || view.contains("open=")) {
        tab.seeOnPhone("hostile-" + view.replaceAll("\\W.*", ""));
      }
    }
    aMessageOfATopicIsTextToo();
    aBroadcastIsTextToo();
    aReplyIsTextToo(tables);
    whatWaitsAndWhatHasEndedAreTextToo();
    aFailureOfATaskIsTextToo();
    assertThat(tab.browser().complaints())
        .as("what is forbidden is forbidden to the mail in its frame")
        .allMatch(said -> said.contains("/view/") || said.contains("sandboxed"));
  }

  private void aMessageOfATopicIsTextToo() {
    JsonObject rule =
        new JsonObject()
            .put("durable", true)
            .put("subscribe", new JsonArray().add("reader"))
            .put("publish", new JsonArray().add("writer"));
    assertThat(client.put("/v1/topic-rules/wicked", rule).status()).isLessThan(300);
    tab.open("live/wicked");
    tab.run("await until('it listens', () => text().includes('since this page was opened'));");
    JsonObject message = new JsonObject().put("data", HOSTILE + LONG);
    client.post("/v1/topics/wicked/messages", message).hasStatus(200);
    tab.run("await until('it is heard', () => text().includes('window.taken'));");
    assertThat(tab.list(TRACES)).startsWith("nothing", 3, 0, 0);
  }

  private void aBroadcastIsTextToo() {
    JsonArray list = new JsonArray().add(HOSTILE).add(new JsonObject().put(HOSTILE, LONG));
    JsonObject broadcast =
        new JsonObject()
            .put("topic", "broadcasts")
            .put("payload", new JsonObject().put("list", list))
            .put("every", "P1D");
    assertThat(client.put("/v1/broadcasts/wicked", broadcast).status()).isLessThan(300);
    client.post("/v1/broadcasts/wicked/run", "").hasStatus(200);
    JsonObject plain = new JsonObject().put("text", "plain");
    assertThat(client.put("/v1/broadcasts/wicked", broadcast.put("payload", plain)).status())
        .isLessThan(300);
    isText("broadcasts/wicked"); // what the run had said
  }

  private void whatWaitsAndWhatHasEndedAreTextToo() {
    JsonObject later =
        Client.mail("later@box.example", HOSTILE).put("sendAt", "2099-01-01T00:00:00Z");
    client.post("/v1/emails", later).hasStatus(202);
    isText("time");
    JsonObject ended = new JsonObject().put("address", "ended@box.example");
    client.post("/v1/suppressions", ended.put("reason", NAME)).hasStatus(200);
    client.send("DELETE", "/v1/suppressions?address=ended@box.example", null).hasStatus(204);
    isText("holds/suppressions?ended=true");
  }

  /** No server of this test says such a thing, so that the tables do. */
  private void aReplyIsTextToo(Database tables) {
    JsonObject sent = Client.mail("reply@box.example", "Plain");
    String mail = client.post("/v1/emails", sent).hasStatus(202).json().getString("id");
    Await.until(
        Duration.ofSeconds(20),
        () -> "it to be sent",
        () -> client.get("/v1/emails/" + mail).json().getString("state").equals("sent"));
    String reply = "550 " + HOSTILE.replace("'", "''") + LONG;
    tables.change(
        "update notifier.outcome set reply = '%s' where mail_id = '%s'".formatted(reply, mail));
    tables.change(
        "update notifier.attempt set reply = '%s' where mail_id = '%s'".formatted(reply, mail));
    isText("mail/" + mail);
    isText("mail?to=reply@box.example");
  }

  private void aFailureOfATaskIsTextToo() {
    tab.open("tasks");
    tab.run(
        """
        const real = window.fetch;
        const task = {id: 't', name: args[0], owner: args[0], node: args[0], ageMillis: 1, state: 'failed', failure: args[0], cancellable: true};
        const node = {name: args[0], task, waits: [{what: args[0], heldBy: [args[0]], at: args[0]}], holds: [args[0]], startedFrom: args[0], children: []};
        window.fetch = async (path, options) => path.startsWith('/v1/tasks') ? new Response(JSON.stringify({items: [node], deadlocks: [args[0]], unanswered: [{node: args[0], reason: args[0]}]}), {headers: {'content-type': 'application/json'}}) : real(path, options);
        await until('it', () => text().includes('window.taken'));
        """,
        HOSTILE + LONG);
    assertThat(tab.list(TRACES)).startsWith("nothing", 3, 0, 0).endsWith(true);
  }

  private void isText(String view) {
    tab.open(view);
    tab.settle();
    tab.run("await until('the text', () => text().includes('window.taken'));");
    assertThat(tab.list(TRACES)).as("traces on " + view).startsWith("nothing", 3, 0, 0);
  }
}
