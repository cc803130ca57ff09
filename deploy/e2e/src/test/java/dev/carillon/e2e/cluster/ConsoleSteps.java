package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Browser;
import java.nio.file.Path;
import java.util.List;

/** What a browser shows of a cluster: its processes, and who reaches whom. */
final class ConsoleSteps {
  /**
   * Waits until the page has a row for each name, and each link between two of them is measured.
   */
  private static final String WHOLE =
      """
      const end = performance.now() + 60000;
      for (;;) {
        const rows = [...document.querySelectorAll('[aria-label="Processes"] tbody tr')].map((row) => row.innerText);
        const links = [...document.querySelectorAll('.matrix td.tone-ok')].length;
        if (rows.length === args[0].length && args[0].every((name) => rows.some((row) => row.includes(name) && row.startsWith('up')))
            && links === rows.length * (rows.length - 1)) return document.querySelector('main').innerText;
        if (performance.now() > end) throw new Error(document.body.innerText);
        await new Promise((again) => setTimeout(again, 50));
      }
      """;

  private ConsoleSteps() {}

  /** Each process is there, is up, and reaches every other. Skipped where there is no browser. */
  static void everyProcessIsThere(int port, String key, List<String> names) {
    String base = "http://127.0.0.1:" + port;
    try (Browser browser = new Browser("console.example", port)) {
      browser.open(base + "/problems/invalid"); // a page that asks nothing
      browser.run("sessionStorage.setItem('carillon.key', args[0]);", key);
      browser.open(base + "/console/cluster");
      String shown = (String) browser.run(WHOLE, names);
      assertThat(shown).contains("Every process reaches every other.");
      assertThat(browser.violations()).isEmpty();
      browser.screenshot(Path.of("target", "screenshots", "console-cluster-real.png"));
    }
  }
}
