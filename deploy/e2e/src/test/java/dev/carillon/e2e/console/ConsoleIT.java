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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console over the real product, in Chromium with no network but this machine. */
@WithUp("CARILLON_OPEN_RATE_LIMIT=0")
@ExtendWith(TabExtension.class)
class ConsoleIT {
  private static final List<String> VIEWS =
      List.of(
          "",
          "mail",
          "users",
          "inbox",
          "templates",
          "broadcasts",
          "holds",
          "live",
          "tasks",
          "cluster",
          "parked",
          "keys",
          "time",
          "search?q=jo@example.org");

  private static final Pattern LINK =
      Pattern.compile("http://127\\.0\\.0\\.1:\\d+/console#ticket=ct_[A-Za-z0-9_-]{43}");

  private final Tab tab;
  private final Up up;

  ConsoleIT(Up up, Tab tab) {
    this.tab = tab;
    this.up = up;
  }

  @BeforeAll
  static void begin(Up up) {
    up.client().createUser("ada@example.org", Tab.HOSTILE);
    send(up, "jo@example.org", Tab.HOSTILE);
  }

  private static String send(Up up, String to, String subject) {
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", to))
            .put("subject", subject)
            .put("text", Tab.HOSTILE);
    return up.client().post("/v1/emails", mail).hasStatus(202).json().getString("id");
  }

  @Test
  void everyPageIsUsableInLightAndDarkAndTakesNoTextForMarkup() {
    for (String view : VIEWS) {
      tab.lookAt(view, view.isEmpty() ? "overview" : view.replaceAll("\\?.*", ""));
      assertThat(tab.browser().run("return document.title;").toString())
          .as("title of " + view)
          .endsWith("· Carillon");
      assertThat(tab.browser().complaints()).as("what the browser says of " + view).isEmpty();
    }
  }

  @Test
  void aWrongKeyStaysInTheFieldAndARightOneOpensWhatItMaySee() {
    String reader =
        up.client()
            .post(
                "/v1/keys",
                new JsonObject()
                    .put("name", "only-users")
                    .put("scopes", JsonArray.of("users:read")))
            .hasStatus(201)
            .json()
            .getString("key");
    tab.browser().run("sessionStorage.clear();");
    tab.open("");
    JsonArray shown =
        tab.list(
            """
                    await until('the gate', () => document.querySelector('input[name=key]'));
                    fill('key', 'sk_wrong_wrong_wrong_wrong_wrong_wrong');
                    await click('Enter');
                    await until('a refusal', () => document.querySelector('[role=alert]'));
                    const kept = document.querySelector('input[name=key]').value;
                    fill('key', args[0]);
                    await click('Enter');
                    await until('the pages', () => document.querySelector('nav[aria-label=Work]'));
                    return [kept, [...document.querySelectorAll('nav li a')].map((a) => a.innerText), localStorage.length + document.cookie.length];
                    """,
            reader);
    assertThat(shown.getString(0)).startsWith("sk_wrong");
    assertThat(shown.getJsonArray(1))
        .contains("Users", "API")
        .doesNotContain("Mail", "Keys", "Cluster");
    assertThat(shown.getInteger(2)).isZero();
    assertThat(tab.browser().complaints())
        .as("its pages are known without asking")
        .noneMatch(said -> said.contains("403"));
  }

  @Test
  void aPersonMakesAUserSendsAMailAndReadsItsTimelineByClicking() {
    tab.open("");
    String seen =
        (String)
            tab.run(
                """
                    await click('New user');
                    await until('the form', () => document.querySelector('main [name=email]'));
                    fill('name', 'Grace Hopper');
                    fill('email', 'grace@example.org');
                    await click('Create');
                    await until('the user', () => location.pathname.startsWith('/console/users/') && text().includes('grace@example.org'));
                    await click('Mail');
                    await click('Send a mail');
                    await until('the form', () => document.querySelector('main [name=subject]'));
                    fill('to', 'tom@example.org');
                    fill('subject', 'Hello Tom');
                    fill('text', 'Hi');
                    await click('Send');
                    await until('its end', () => text().includes('Ended: sent') && text().includes('Attempt 1: sent'));
                    await click('Show');
                    await until('what it says', () => document.querySelector('pre[aria-label=Text]')?.innerText === 'Hi');
                    await click('in the inbox');
                    await until('what arrived', () => location.search.includes('message=') && document.querySelector('main section[aria-label="Hello Tom"]'));
                    await click('Inbox');
                    await until('the mail', () => text().includes('Hello Tom'));
                    return text();
                    """);
    assertThat(seen).contains("tom@example.org");
    assertThat(tab.browser().complaints()).isEmpty();
  }

  @Test
  void aRowIsALinkAPhoneHasAMenuAndToSignOutIsAskedFirst() {
    JsonObject later = Client.mail("row@example.org", "A row").put("delay", "PT1H");
    up.client().post("/v1/emails", later).hasStatus(202);
    tab.open("mail?to=row@example.org");
    tab.run(
        """
        (await until('the row', () => [...document.querySelectorAll('td')].find((cell) => cell.innerText === 'A row'))).click();
        await until('its mail', () => location.pathname.startsWith('/console/mail/') && text().includes('What happened'));
        await click('Send now');
        (await until('the question', () => document.querySelector('dialog[open] .actions button'))).click();
        await until('who moved it, and its end', () => /Asked to go now\\s+by admin/.test(text()) && text().includes('Ended: sent'));
        """);
    tab.browser().wide(390);
    JsonArray onAPhone =
        tab.list(
            """
            const menu = await until('the menu, closed', () => document.querySelector('.menu:not([open]) > summary'));
            const before = [text().includes('Templates'), text().includes('Sign out')];
            menu.click();
            await until('its pages', () => text().includes('Templates') && text().includes('Sign out'));
            await click('Users');
            await until('the page', () => location.pathname === '/console/users' && !text().includes('Templates'));
            return before;
            """);
    assertThat(onAPhone).containsExactly(false, false);
    tab.browser().wide(0);
    tab.run(
        """
        await until('the pages', () => text().includes('Templates'));
        await click('Sign out');
        (await until('the question', () => document.querySelector('dialog[open] .actions button'))).click();
        await until('the way in', () => document.querySelector('input[name=key]'));
        """);
    assertThat(tab.browser().run("return sessionStorage.getItem('carillon.key');")).isNull();
    assertThat(tab.browser().complaints()).isEmpty();
    tab.enter();
  }

  /** Figures as the product tells them, for an hour that no test can wait for. */
  private static final String HOUR =
      """
      const real = window.fetch;
      const at = Math.floor(Date.now() / 60000) * 60000 + 30000;
      const minutes = Array.from({length: 60}, (_, i) => i).filter((i) => i < 20 || i > 29).map((i) => ({at: new Date(at - 30000 - (60 - i) * 60000).toISOString(),
        mailsPerSecond: 20 + 18 * Math.sin(i / 5), ready: i > 40 ? 900 + i : i, oldestReadySeconds: 1, outboxLagSeconds: i % 7 === 0 ? 0.9 : 0.05, sockets: null}));
      window.fetch = async (path, options) => path !== '/v1/overview' ? real(path, options) : new Response(JSON.stringify({at: new Date(at).toISOString(), ledger: null,
        now: {at: new Date(at).toISOString(), mailsPerSecond: null, ready: 1234, oldestReadySeconds: 61.2, outboxLagSeconds: 0.058, sockets: null}, minutes,
        nodes: [{name: 'node-1', services: ['gateway', 'notifier'], version: '1', ready: true}], unanswered: ['node-2']}));
      await until('the hour', () => text().includes('node-2'));
      const figures = [...document.querySelectorAll('.figure')];
      return [figures.map((f) => f.querySelector('b').innerText), figures.map((f) => f.querySelector('.spark path:last-child').getAttribute('d').split('M').length - 1), text()];
      """;

  @Test
  void theOverviewLivesAndShowsADashAndAGapWhereNothingIsKnown() {
    JsonObject told = up.client().get("/v1/overview").hasStatus(200).json();
    assertThat(told.getJsonObject("ledger").getBoolean("balanced")).isTrue();
    assertThat(told.getJsonArray("nodes").getJsonObject(0).getBoolean("ready")).isTrue();
    assertThat(told.getJsonObject("now").getDouble("ready")).isNotNull();
    tab.browser().prefers("light");
    tab.open("");
    JsonArray shown =
        tab.list("await until('figures', () => document.querySelector('.figure'));" + HOUR);
    assertThat(shown.getJsonArray(0)).containsExactly("–", "1,234", "58 ms", "–");
    assertThat(shown.getJsonArray(1)).as("lines between gaps").containsExactly(2, 2, 2, 0);
    assertThat(shown.getString(2))
        .contains("the oldest waits 1 min 1 s", "does not answer", "cannot be read at the moment");
    tab.see("hour");
    tab.seeOnPhone("hour");
    assertThat(tab.browser().complaints()).isEmpty();
  }

  @Test
  void deadMailIsGroupedByItsReasonAndAllOfAReasonIsTriedAgain(Database tables) {
    die(tables, "full", 3, "452 4.2.2 Mailbox full, id");
    die(tables, "nobody", 2, "550 5.1.1 Nobody here: ref");
    String path = "/v1/emails/retry?state=dead&reason=550%205.1.1%20Nobody%20here:%20ref%20*";
    String[] once = {"Idempotency-Key", "console-once"};
    assertThat(up.client().send("POST", path, "", once).hasStatus(200).json())
        .isEqualTo(new JsonObject().put("count", 2).put("more", false));
    Client.Answer again = up.client().send("POST", path, "", once).hasStatus(200);
    assertThat(again.header("idempotent-replayed")).isEqualTo("true");
    assertThat(again.json().getInteger("count")).isEqualTo(2);
    tab.browser().prefers("light");
    tab.open("mail?state=dead");
    tab.run(
        """
            await until('the reason', () => text().includes('452 4.2.2 Mailbox full, id *'));
            await click('Try them again');
            await until('the dialog', () => document.querySelector('dialog[open]'));
            """);
    assertThat(tab.browser().violations()).isEmpty();
    tab.screenshot("reasons-ask");
    JsonArray said =
        tab.list(
            """
                    const dialog = document.querySelector('dialog[open]');
                    const asked = dialog.innerText;
                    [...dialog.querySelectorAll('button')].find((b) => b.innerText === 'Try them again').click();
                    const told = await until('the end', () => [...document.querySelectorAll('.progress [role=status]')].find((e) => e.innerText.endsWith('tried again')));
                    return [asked, told.innerText];
                    """);
    assertThat(said.getString(0)).contains("Try 3 mails again", "452 4.2.2 Mailbox full, id *");
    assertThat(said.getString(1)).isEqualTo("3 mails are tried again");
    tab.seeOnPhone("reasons");
    assertThat(tab.browser().complaints()).isEmpty();
    assertThat(up.client().get("/v1/emails/reasons").json().getJsonArray("items")).isEmpty();
  }

  /** Mails that wait are given up, as after their last attempt. */
  private void die(Database tables, String who, int many, String reply) {
    for (int i = 0; i < many; i++) {
      JsonObject mail = Client.mail(who + i + "@reasons.example", "Hello").put("delay", "PT1H");
      String id = up.client().post("/v1/emails", mail).hasStatus(202).json().getString("id");
      int moved =
          tables.change(
              "with gone as (delete from notifier.deferred where mail_id = '%s' returning mail_id, attempt)"
                      .formatted(id)
                  + " insert into notifier.outcome (mail_id, state, attempt, at, reply)"
                  + " select mail_id, 'd', attempt, clock_timestamp(), '%s ' || mail_id from gone"
                      .formatted(reply));
      assertThat(moved).isEqualTo(1);
    }
  }

  /** The one ticket of this product is used here. */
  @Test
  void theLinkOfTheBannerLetsOneTabInWithoutAPastedKey() {
    Matcher link = LINK.matcher(up.process().output());
    assertThat(link.find()).isTrue();
    tab.browser().run("sessionStorage.clear();");
    tab.browser().open(link.group());
    JsonArray entered =
        tab.list(
            """
                    await until('the pages', () => document.querySelector('nav[aria-label=Work]'));
                    await until('the books', () => text().includes('The books balance'));
                    return [location.href, sessionStorage.getItem('carillon.key'), localStorage.length + document.cookie.length, text()];
                    """);
    assertThat(entered.getString(0)).isEqualTo(tab.at(""));
    assertThat(entered.getString(1)).startsWith("sk_").isNotEqualTo(up.key());
    assertThat(entered.getInteger(2)).isZero();
    assertThat(entered.getString(3)).contains("console:link, admin");
    assertThat(tab.browser().complaints()).isEmpty();
    tab.browser().run("sessionStorage.clear();");
    tab.open("users"); // a link to the page that is shown would only change its fragment
    tab.browser().open(link.group());
    JsonArray refused =
        tab.list(
            """
                    const said = await until('a refusal', () => document.querySelector('[role=alert]'));
                    return [said.innerText, location.hash, document.querySelector('input[name=key]').value];
                    """);
    assertThat(refused.getString(0)).startsWith("This link has been used");
    assertThat(refused.getString(1)).isEmpty();
    assertThat(refused.getString(2)).isEmpty();
    tab.screenshot("used-link");
    tab.browser().complaints();
  }

  /** The browser keeps it for the way back; its socket is not to be kept with it. */
  @Test
  void aPageThatWasLeftIsConnectedNoMoreUntilOneGoesBack() {
    String online = "await until('a connection', () => text().includes('online'));";
    tab.open("");
    tab.run(online);
    sockets(1);
    tab.enter();
    sockets(0);
    tab.browser().run("history.back();");
    tab.run(online);
    sockets(1);
    assertThat(tab.browser().complaints()).isEmpty();
  }

  private void sockets(int many) {
    Await.until(
        Duration.ofMinutes(1),
        () -> many + " sockets",
        () ->
            up.management()
                .get("/metrics")
                .body()
                .contains("\ncarillon_live_sockets " + many + ".0"));
  }

  @Test
  void aTicketThatWasMadeUpIsNoKeyAndCannotBeTriedWithoutEnd() {
    Client nobody = up.client(null);
    nobody.post("/console/session", "").hasStatus(401);
    Set<Integer> answered = new TreeSet<>();
    for (int i = 0; i < 12; i++) {
      answered.add(
          nobody
              .send("POST", "/console/session", null, "Authorization", "Ticket ct_made-up" + i)
              .status());
    }
    assertThat(answered).containsExactly(401, 429);
  }
}
