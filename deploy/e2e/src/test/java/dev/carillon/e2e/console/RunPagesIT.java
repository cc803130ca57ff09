package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The pages of who runs the product: live topics, tasks, keys, the cluster, and the keys of the
 * keyboard. The limits are the usual ones: a page may load all its files at once.
 */
@WithUp(
    value = {"CARILLON_OPEN_RATE_LIMIT=0", "CARILLON_LIVE_PRESENCE_GRACE=1s"},
    shared = true)
@ExtendWith(TabExtension.class)
class RunPagesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Tab tab;
  private final Up up;

  RunPagesIT(Up up, Tab tab) {
    this.tab = tab;
    this.up = up;
  }

  @Test
  void aTopicIsMadeByItsRuleAndThePageSaysWhatMayBeDoneThere() {
    tab.open("live?rule=new");
    tab.run(
        """
        await until('the form', () => document.querySelector('main [name=pattern]'));
        fill('pattern', 'shops..eu');
        await click('Create');
        await until('a refusal at the field', () => document.querySelector('main .field [role=alert]'));
        fill('pattern', 'shops.*');
        document.querySelector('main [name=presence]').click();
        await click('Create');
        await until('the rule', () => [...document.querySelectorAll('tbody tr')].some((row) => row.innerText.includes('shops.*') && row.innerText.includes('own')));
        """);
    JsonObject rule = up.client().get("/v1/topic-rules/shops.*").hasStatus(200).json();
    assertThat(rule.getBoolean("presence")).isTrue();
    assertThat(rule.getBoolean("durable")).isTrue();
    tab.lookAt("live", "live");
    tab.seeOnPhone("live");
    tab.open("live?rule=new");
    String refused =
        (String)
            tab.run(
                """
                await until('the form', () => document.querySelector('main [name=pattern]'));
                fill('pattern', 'shops.*');
                await click('Create');
                return (await until('a refusal', () => [...document.querySelectorAll('[role=alert]')].find((e) => e.innerText))).innerText;
                """);
    assertThat(refused).as("a rule is not replaced by mistake").contains("There is a rule");
    tab.open("live");
    String asked =
        (String)
            tab.run(
                """
                const row = await until('the rule', () => [...document.querySelectorAll('tbody tr')].find((row) => row.innerText.includes('shops.*')));
                [...row.querySelectorAll('button')].find((b) => b.innerText === 'Delete').click();
                const dialog = await until('the dialog', () => document.querySelector('dialog[open]'));
                const said = dialog.innerText;
                [...dialog.querySelectorAll('button')].find((b) => b.innerText === 'Delete').click();
                await until('its end', () => !text().includes('shops.*'));
                return said;
                """);
    assertThat(asked).contains("Delete the rule shops.*", "cut off at once");
    up.client().get("/v1/topic-rules/shops.*").hasStatus(404);
  }

  /**
   * A gap as the server tells it, for none can be had for the asking. It names an epoch of its own,
   * so that the next message is of another one, which is a gap too.
   */
  private static final String GAP =
      """
      const live = await import(document.querySelector('link[href$="/live.js"]').href);
      live.connection()._heard(JSON.stringify({type: 'gap', topic: 'tales.one', epoch: 'x', from: 12, to: 17}), {});
      await until('the gap', () => text().includes('12 to 17 were lost'));
      """;

  @Test
  void theTailOfATopicIsHeardHeldAndBounded() {
    rule("tales.*", new JsonObject().put("durable", true).put("presence", true));
    tab.browser().prefers("light");
    tab.open("live/tales.one");
    JsonArray published =
        tab.list(
            """
            await until('a subscription', () => text().includes('since this page was opened'));
            await until('who listens', () => text().includes('1 by key; this page is one of them'));
            fill('data', '{"no json"');
            const wrong = await until('a word at the field', () => document.querySelector('.field [role=alert]'));
            const kept = [wrong.innerText, [...document.querySelectorAll('button')].find((b) => b.innerText === 'Publish').disabled];
            fill('data', 'null');
            await click('Publish');
            const refused = await until('the refusal of the server', () => document.querySelector('.field [role=alert]'));
            kept.push(refused.innerText);
            fill('data', JSON.stringify({tale: args[0]}));
            await click('Publish');
            await until('the message', () => document.querySelector('.messages li') && text().includes('Stored as number 1'));
            return [...kept, document.querySelector('.messages code').innerText];
            """,
            Tab.HOSTILE);
    assertThat(published.getString(0)).startsWith("This is not JSON");
    assertThat(published.getBoolean(1)).as("what is no JSON is not sent").isTrue();
    assertThat(published.getString(2)).isNotBlank();
    assertThat(published.getString(3)).contains("onerror=");
    tab.run(GAP);
    tab.see("live-tail");
    tab.seeOnPhone("live-tail");
    tab.run("dispatchEvent(new KeyboardEvent('keydown', {key: 'p'}));" + held("true"));
    publish(300);
    JsonArray waits =
        tab.list(
            "const said = await until('those that wait', () => /301 new/.test(text()) && text());"
                + "const rows = document.querySelectorAll('.messages li').length;"
                + "dispatchEvent(new KeyboardEvent('keydown', {key: 'p'}));"
                + held("false")
                + "await until('all rows', () => document.querySelectorAll('.messages li').length > 100);"
                + "return [said, rows, document.querySelectorAll('.messages li').length];");
    assertThat(waits.getString(0)).contains("301 new, the latest 200 are kept");
    assertThat(waits.getInteger(1)).as("rows while it is held").isEqualTo(2);
    assertThat(waits.getInteger(2)).as("rows at most").isEqualTo(200);
    hide(true);
    publish(3);
    JsonArray hidden =
        tab.list(
            """
            const first = document.querySelector('.messages .num').innerText;
            await new Promise((done) => setTimeout(done, 300));
            return [first, document.querySelector('.messages .num').innerText];
            """);
    assertThat(hidden.getString(1)).as("a hidden tab draws nothing").isEqualTo(hidden.getString(0));
    hide(false);
    tab.run(
        "await until('what came', () => document.querySelector('.messages .num').innerText === 'no. 304');");
    assertThat(tab.browser().complaints()).allMatch(said -> said.contains("400"));
    tab.open("live/tales.one?since=0");
    tab.run(
        "await until('the oldest', () => document.querySelectorAll('.messages li').length === 200);");
  }

  private static String held(String pressed) {
    return "await until('held: "
        + pressed
        + "', () => document.querySelector('[aria-pressed=%s]'));".formatted(pressed);
  }

  private void hide(boolean hidden) {
    tab.run(
        "Object.defineProperty(document, 'hidden', {value: args[0], configurable: true});"
            + "document.dispatchEvent(new Event('visibilitychange'));",
        hidden);
  }

  private void publish(int messages) {
    JsonArray all = new JsonArray();
    for (int i = 0; i < messages; i++) {
      all.add(new JsonObject().put("data", new JsonObject().put("n", i)));
    }
    up.client()
        .post("/v1/topics/tales.one/messages", new JsonObject().put("messages", all))
        .hasStatus(200);
  }

  private void rule(String pattern, JsonObject rule) {
    JsonArray readers = JsonArray.of("reader");
    JsonArray writers = JsonArray.of("writer");
    up.client()
        .put(
            "/v1/topic-rules/" + pattern,
            rule.put("subscribe", readers).put("publish", writers).encode())
        .hasStatus(200);
  }

  @Test
  void tasksAreATreeAndOneIsCancelledAfterAQuestion() {
    CompletableFuture<HttpResponse<String>> waiting =
        java.net.http.HttpClient.newHttpClient()
            .sendAsync(
                up.client().request("/delay/20").build(), HttpResponse.BodyHandlers.ofString());
    Await.until(
        LIMIT,
        () -> "the delay among the tasks",
        () -> up.client().get("/v1/tasks").body().contains("delay of 20 s"));
    tab.lookAt("tasks", "tasks");
    tab.seeOnPhone("tasks");
    String asked =
        (String)
            tab.run(
                """
                await until('the tree', () => document.querySelector('[aria-label="Asked for"] .node') && text().includes('waits for'));
                await click('Cancel');
                const dialog = await until('the dialog', () => document.querySelector('dialog[open]'));
                const said = dialog.innerText;
                await new Promise((done) => setTimeout(done, 2500)); // the page loads anew meanwhile
                if (!dialog.open) throw new Error('loading anew has closed the dialog');
                [...dialog.querySelectorAll('button')].find((b) => b.innerText === 'Cancel').click();
                await until('its end', () => !document.querySelector('[aria-label="Asked for"] .chip.tone-flow'));
                return said;
                """);
    assertThat(asked).contains("Cancel delay of 20 s of admin?", "It stops where it stands");
    waiting.join();
    assertThat(tab.browser().complaints()).isEmpty();
  }

  @Test
  void aKeyIsShownOnceAndRevokedAfterItsConsequenceWasNamed() {
    tab.browser().prefers("light");
    tab.open("keys");
    JsonArray made =
        tab.list(
            """
            await until('the form', () => document.querySelector('main [name=name]'));
            fill('name', 'no name');
            await click('Create');
            const wrong = (await until('a word at the field', () => document.querySelector('.field [role=alert]'))).innerText;
            fill('name', 'till');
            const choose = (name, value) => {
              const field = document.querySelector(`main [name=${name}]`);
              field.value = value;
              field.dispatchEvent(new Event('change', {bubbles: true}));
            };
            choose('kind', 'scopes');
            choose('ends', '30');
            await until('the scopes', () => document.querySelector('main [name=scopes]'));
            fill('scopes', 'users:read, live:subscribe:orders.*');
            await click('Create');
            const shown = await until('the key', () => document.querySelector('.secret'));
            await until('its row', () => [...document.querySelectorAll('tbody tr')].some((row) => row.innerText.includes('till')));
            return [wrong, shown.innerText];
            """);
    assertThat(made.getString(0)).contains("letters, digits");
    String key = made.getString(1);
    assertThat(key).startsWith("sk_");
    up.client(key).get("/v1/users").hasStatus(200);
    up.client(key).get("/v1/emails").hasStatus(403);
    assertThat(up.client().get("/v1/keys/till").json().getString("expiresAt")).isNotNull();
    tab.see("keys-made");
    tab.seeOnPhone("keys-made");
    String asked =
        (String)
            tab.run(
                """
                await click('I have it');
                await until('no key', () => !text().includes('sk_'));
                const row = [...document.querySelectorAll('tbody tr')].find((row) => row.innerText.includes('till'));
                [...row.querySelectorAll('button')].find((b) => b.innerText === 'Revoke').click();
                const dialog = await until('the dialog', () => document.querySelector('dialog[open]'));
                const said = dialog.innerText;
                [...dialog.querySelectorAll('button')].find((b) => b.innerText === 'Revoke').click();
                await until('its end', () => [...document.querySelectorAll('tbody tr')].some((row) => row.innerText.includes('revoked')));
                return said;
                """);
    assertThat(asked).contains("Revoke till for good?", "Its name cannot be used again");
    assertThat(up.client().get("/v1/keys/till").json().getString("revokedAt")).isNotNull();
    tab.lookAt("keys", "keys");
  }

  /** What a cluster tells of which one link is broken in one direction. */
  private static final String CLUSTER =
      """
      const real = window.fetch, at = Date.now(), time = (ago) => new Date(at - ago).toISOString();
      const node = (n, clock) => ({name: `node-${n}`, place: `10.0.0.${n}:17000`, answers: n !== 2, ready: n !== 2, services: n === 2 ? [] : ['gateway', 'users'], version: n === 2 ? null : `0.${n}`, schemas: n === 2 ? {} : {users: '16'}, startedAt: n === 2 ? null : time(1e7), clock});
      const link = (from, to, ok) => ({from: `node-${from}`, to: `node-${to}`, ok, since: ok ? null : time(12000), latencyMillis: ok ? 0.7 : null});
      window.fetch = async (path, options) => path !== '/v1/cluster' ? real(path, options) : new Response(JSON.stringify({whole: false, node: 'node-1', at: time(0), restored: [],
        troubles: ['node-2 answers nobody for 12 s: it stands still, or is cut off', 'The link from node-3 to node-1 is broken, and the one back is not'],
        nodes: [node(1, null), node(2, null), node(3, {aheadMillis: -812.4, uncertaintyMillis: 0.8})],
        links: [link(1, 2, false), link(1, 3, true), link(2, 1, false), link(2, 3, true), link(3, 1, false), link(3, 2, false)]}));
      await until('the cluster', () => text().includes('node-3'));
      return [text(), [...document.querySelectorAll('.matrix tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText))];
      """;

  @Test
  void aBroadcastSaysWhoChangedItAndWhoHadItRun() {
    JsonObject spec = new JsonObject().put("topic", "plain").put("every", "P1D");
    up.client()
        .put("/v1/broadcasts/seen", spec.put("payload", new JsonObject().put("text", "Ding")))
        .hasStatus(200);
    tab.open("broadcasts/seen");
    String said =
        (String)
            tab.run(
                """
                await until('the broadcast', () => text().includes('It has not run yet.'));
                await click('Run now');
                (await until('the question', () => document.querySelector('dialog[open] .actions button'))).click();
                await until('the run, and who listens', () => text().includes('run by hand') && text().includes('open now, that of this page'));
                return text();
                """);
    String form =
        "await click('Change'); await until('the form', () => document.querySelector('main [name=text]'));";
    tab.run(form);
    up.client()
        .put("/v1/broadcasts/seen", spec.put("payload", new JsonObject().put("text", "Theirs")))
        .hasStatus(200);
    String changed =
        (String)
            tab.run(
                """
                await until('what somebody else saved', () => text().includes('Theirs'));
                await click('Save');
                await until('a refusal', () => document.querySelector('main .wrong'));
                if (!text().includes('Theirs')) throw new Error('it was saved over what somebody else saved');
                document.querySelector('main .card form [type=button]').click(); await until('the page', () => !document.querySelector('main [name=text]'));
                """
                    + form
                    + """
                fill('text', 'Dong');
                fill('every', 'soon');
                await click('Save');
                await until('a refusal', () => document.querySelector('main .wrong'));
                fill('every', '2d');
                await click('Save');
                await until('the change', () => text().includes('Dong') && !document.querySelector('main [name=text]'));
                return text();
                """);
    assertThat(changed).contains("every 2 days", "\"text\": \"Dong\"");
    assertThat(said)
        .contains("run by hand by admin", "Changed\n", " by admin\n")
        .containsPattern("\\d connections? (is|are) open now");
    List<String> complaints = tab.browser().complaints();
    assertThat(complaints).as("nothing but the saves that were refused").hasSize(2);
    assertThat(complaints.toString()).contains("412", "400");
  }

  @Test
  void theClusterSaysThatItIsOneProcessOrWhoReachesWhom() {
    tab.lookAt("cluster", "cluster");
    tab.seeOnPhone("cluster");
    assertThat(tab.run("return text();").toString())
        .contains("This is one process with all services in it")
        .doesNotContain("Who reaches whom");
    JsonArray told = tab.list(CLUSTER);
    assertThat(told.getString(0))
        .contains("The link from node-3 to node-1 is broken, and the one back is not.")
        .contains("812 ms behind, give or take 1 ms")
        .contains("More than one version runs: 0.1, 0.3.");
    assertThat(told.getJsonArray(1).getJsonArray(0))
        .containsExactly("·", "no answer for 12 s", "1 ms");
    tab.see("cluster-broken");
    tab.seeOnPhone("cluster-broken");
    assertThat(tab.browser().complaints()).isEmpty();
  }

  @Test
  void keysOfTheKeyboardAreListedSilentInFieldsAndCanBeSwitchedOff() {
    tab.open("users");
    tab.run(
        """
        await until('the page', () => document.querySelector('main [name=q]'));
        const press = () => { dispatchEvent(new KeyboardEvent('keydown', {key: '?'})); };
        await until('the dialog', () => document.querySelector('dialog[open]') ?? press());
        """);
    tab.see("keyboard");
    JsonArray did =
        tab.list(
            """
            const press = (key, target = document.body) => target.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
            const dialog = document.querySelector('dialog[open]');
            const listed = dialog.innerText;
            press('t');
            const inDialog = document.documentElement.dataset.theme ?? 'none';
            dialog.close();
            press('t', document.querySelector('main [name=q]'));
            const inField = document.documentElement.dataset.theme ?? 'none';
            press('t');
            const pressed = document.documentElement.dataset.theme ?? 'none';
            dialog.querySelector('[name=commands]').click();
            press('t');
            press('g');
            press('l');
            const off = [document.documentElement.dataset.theme === pressed, location.pathname];
            dialog.querySelector('[name=commands]').click();
            press('g');
            press('l');
            await until('the other page', () => location.pathname === '/console/live');
            return [listed, inDialog, inField, pressed, ...off, localStorage.length];
            """);
    assertThat(did.getString(0)).contains("On this page", "New user", "Go to", "Next row");
    assertThat(List.of(did.getString(1), did.getString(2))).containsOnly("none");
    assertThat(did.getString(3)).isIn("light", "dark");
    assertThat(did.getBoolean(4)).as("nothing happens once they are off").isTrue();
    assertThat(did.getString(5)).isEqualTo("/console/users");
    assertThat(did.getInteger(6)).as("nothing is kept of who has them on").isZero();
  }
}
