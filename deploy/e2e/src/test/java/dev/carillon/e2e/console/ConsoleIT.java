package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Browser;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console over the real product, in Chromium with no network but this machine. */
@WithUp("CARILLON_OPEN_RATE_LIMIT=0")
class ConsoleIT {
  private static final String HOST = "console.example";

  /** Markup that would be noticed if any page took it for markup. */
  private static final String HOSTILE =
      "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";

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
          "keys");

  /** What the scripts of these tests begin with. */
  private static final String BEGIN =
      """
      const until = async (what, found) => {
        const end = performance.now() + 20000;
        for (let got = found(); ; got = found()) {
          if (got) return got;
          if (performance.now() > end) throw new Error('not in time: ' + what + '; ' + document.body.innerText.slice(0, 1500));
          await new Promise(requestAnimationFrame);
        }
      };
      const text = () => document.body.innerText;
      const click = async (label) => (await until(label, () => [...document.querySelectorAll('button, a')].find((e) => e.innerText.trim() === label))).click();
      const fill = (name, value) => {
        const field = document.querySelector(`main [name="${name}"]`);
        field.value = value;
        field.dispatchEvent(new Event('input', {bubbles: true}));
      };
      """;

  private static Browser browser;
  private final Up up;

  ConsoleIT(Up up) {
    this.up = up;
  }

  @BeforeAll
  static void begin(Up up) {
    browser = new Browser(HOST, up.port());
    up.client().createUser("ada@example.org", HOSTILE);
    send(up, "jo@example.org", HOSTILE);
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  private static String send(Up up, String to, String subject) {
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", to))
            .put("subject", subject)
            .put("text", HOSTILE);
    return up.client().post("/v1/emails", mail).hasStatus(202).json().getString("id");
  }

  /** Each test begins as a person who has the key in the tab. */
  @BeforeEach
  void enter() {
    browser.open("http://127.0.0.1:" + up.port() + "/problems/invalid"); // a page that asks nothing
    browser.run("sessionStorage.setItem('carillon.key', args[0]);", up.key());
    browser.complaints();
  }

  @Test
  void everyPageIsUsableInLightAndDarkAndTakesNoTextForMarkup() {
    for (String view : VIEWS) {
      for (String look : List.of("light", "dark")) {
        browser.prefers(look);
        browser.open(at(view));
        browser.run(
            BEGIN
                + """
                await until('the page', () => document.documentElement.dataset.ready === 'yes' && document.querySelector('h1'));
                await until('its data', () => !document.querySelector('main .empty[role=status]') && !text().includes('Loading'));
                await new Promise((done) => setTimeout(done, 200));
                """);
        assertThat(browser.violations()).as("what axe finds on " + view + ", " + look).isEmpty();
        String name = view.isEmpty() ? "overview" : view;
        browser.screenshot(
            Path.of("target", "screenshots", "console-" + name + "-" + look + ".png"));
      }
      assertThat(browser.run("return document.title;").toString())
          .as("title of " + view)
          .endsWith("· Carillon");
      assertThat(browser.complaints()).as("what the browser says of " + view).isEmpty();
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
    browser.run("sessionStorage.clear();");
    browser.open(at(""));
    JsonArray shown =
        (JsonArray)
            browser.run(
                BEGIN
                    + """
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
  }

  @Test
  void aPersonMakesAUserSendsAMailAndReadsItsTimelineByClicking() {
    browser.open(at(""));
    String seen =
        (String)
            browser.run(
                BEGIN
                    + """
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
                    await click('Inbox');
                    await until('the mail', () => text().includes('Hello Tom'));
                    return text();
                    """);
    assertThat(seen).contains("tom@example.org");
    assertThat(browser.complaints()).isEmpty();
  }

  private String at(String view) {
    return "http://127.0.0.1:" + up.port() + "/console" + (view.isEmpty() ? "" : "/" + view);
  }
}
