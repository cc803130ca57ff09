package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Browser;
import dev.carillon.e2e.harness.Up;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.List;

/** A tab of Chromium on the console of a product, with the words that scripts of tests need. */
final class Tab implements AutoCloseable {
  /** Markup that would be noticed if any page took it for markup. */
  static final String HOSTILE =
      "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";

  /** What the scripts of these tests begin with. */
  private static final String BEGIN =
      """
      const until = async (what, found) => {
        const end = performance.now() + 60000;
        for (let got = found(); ; got = found()) {
          if (got) return got;
          if (performance.now() > end) throw new Error('not in time: ' + what + '; ' + document.body.innerText.slice(0, 1500));
          await new Promise((again) => setTimeout(again, 25));
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

  /** What is wider than the page and in no part that scrolls by itself. */
  private static final String BEYOND =
      """
      return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.stick, .list, pre, nav.tabs'))
        .map((e) => e.outerHTML.slice(0, 120));
      """;

  private static final String HOST = "console.example";
  private static final int PHONE = 390;

  private final Browser browser;
  private final Up up;

  Tab(Up up) {
    this.up = up;
    this.browser = new Browser(HOST, up.port());
  }

  /** As a person who has the key in the tab. What the browser said before is forgotten. */
  void enter() {
    browser.open("http://127.0.0.1:" + up.port() + "/problems/invalid"); // a page that asks nothing
    browser.run(
        "sessionStorage.removeItem('carillon.look'); sessionStorage.setItem('carillon.key', args[0]);",
        up.key());
    browser.complaints();
  }

  /** The address of a view; the empty one is the overview. */
  String at(String view) {
    return "http://127.0.0.1:" + up.port() + "/console" + (view.isEmpty() ? "" : "/" + view);
  }

  /** Opens a view. */
  void open(String view) {
    browser.open(at(view));
  }

  /** Runs a script that may say {@code until}, {@code text}, {@code click} and {@code fill}. */
  Object run(String body, Object... arguments) {
    return browser.run(BEGIN + body, arguments);
  }

  /** The same for a script that returns a list. */
  JsonArray list(String body, Object... arguments) {
    return (JsonArray) run(body, arguments);
  }

  /** Waits until a view shows its data. */
  void settle() {
    run(
        """
        await until('the page', () => document.documentElement.dataset.ready === 'yes' && document.querySelector('h1'));
        await until('its data', () => !document.querySelector('main p.empty:empty, main .empty[role=status]') && !text().includes('Loading'));
        await new Promise((done) => setTimeout(done, 200));
        """);
  }

  /** Opens a view in light and dark, asks axe about both, and keeps pictures of them. */
  void lookAt(String view, String name) {
    for (String look : List.of("light", "dark")) {
      browser.prefers(look);
      open(view);
      settle();
      see(name, look);
    }
  }

  /** What is shown now, in light and dark: without a finding of axe, with pictures. */
  void see(String name) {
    for (String look : List.of("light", "dark")) {
      browser.prefers(look);
      see(name, look);
    }
  }

  private void see(String name, String look) {
    assertThat(browser.violations()).as("what axe finds on " + name + ", " + look).isEmpty();
    screenshot(name + "-" + look);
  }

  /** What is shown now, as on a phone: nothing is beyond the edge, and axe finds nothing. */
  void seeOnPhone(String name) {
    browser.wide(PHONE);
    assertThat(browser.violations()).as(name + " on a phone").isEmpty();
    screenshot(name + "-phone");
    assertThat((JsonArray) browser.run(BEYOND)).as("what is beyond the edge").isEmpty();
    browser.wide(0);
  }

  /** Keeps what is seen now as a PNG. */
  void screenshot(String name) {
    browser.screenshot(Path.of("target", "screenshots", "console-" + name + ".png"));
  }

  /** The browser itself. */
  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
  }
}
