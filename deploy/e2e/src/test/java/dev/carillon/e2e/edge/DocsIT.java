package dev.carillon.e2e.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Browser;
import dev.carillon.e2e.harness.Pages;
import dev.carillon.e2e.harness.Programs;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documents as people see them, in Chromium with no network but this machine: in Swagger UI,
 * and on the gateway's own page.
 */
@WithUp(
    value = {
      "CARILLON_WELCOME=off",
      "CARILLON_ORIGINS=http://pages.example",
      "CARILLON_OPEN_RATE_LIMIT=0"
    },
    shared = true)
class DocsIT {
  private static final String HOST = "pages.example";
  private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  /** One with the largest body; each that is opened takes seconds. */
  private static final List<String> OPENED = List.of("postEmails");

  /** What the scripts of these tests begin with. */
  private static final String BEGIN =
      """
      const until = async (what, found) => {
        const end = performance.now() + 30000;
        for (let got = found(); ; got = found()) {
          if (got) return got;
          if (performance.now() > end) throw new Error('not in time: ' + what + '; ' + document.body.innerText.slice(-800));
          await new Promise(requestAnimationFrame);
        }
      };
      const type = (field, text) => {
        field.value = text;
        field.dispatchEvent(new Event('input', {bubbles: true}));
      };
      """;

  @TempDir static Path folder;
  private final Up up;

  DocsIT(Up up) {
    this.up = up;
  }

  @Test
  void swaggerUiRendersTheDocumentWhole() throws IOException {
    JsonObject document = document();
    try (Pages pages = new Pages("/META-INF/resources/webjars/swagger-ui/" + version(), api());
        Browser browser = new Browser(HOST, pages.port())) {
      browser.open("http://" + HOST + "/");
      JsonObject shown =
          (JsonObject)
              browser.run(
                  BEGIN
                      + """
                      const script = document.createElement('script');
                      script.src = '/swagger-ui-bundle.js';
                      const loaded = new Promise((done, failed) => { script.onload = done; script.onerror = failed; });
                      document.body.append(script);
                      await loaded;
                      const place = document.body.appendChild(document.createElement('div'));
                      place.id = 'ui';
                      const ui = await new Promise((done) => {
                        const made = SwaggerUIBundle({
                          spec: JSON.parse(args[0]), dom_id: '#ui', docExpansion: 'list',
                          defaultModelsExpandDepth: -1, syntaxHighlight: {activated: false},
                          onComplete: () => done(made),
                        });
                      });
                      // Of a long document only what is in sight is drawn.
                      const pass = async (see) => {
                        for (let at = 0; at <= document.documentElement.scrollHeight; at += innerHeight / 2) {
                          scrollTo(0, at);
                          await new Promise(requestAnimationFrame);
                          await new Promise(requestAnimationFrame);
                          const found = [...document.querySelectorAll('.opblock')].find(see);
                          if (found) return found;
                        }
                      };
                      await until('the first operation', () => document.querySelector('.opblock'));
                      const shown = new Map();
                      await pass((one) => {
                        shown.set(one.id, one.querySelector('.opblock-summary-method').innerText + ' '
                            + one.querySelector('.opblock-summary-path').dataset.path);
                      });
                      const opened = {};
                      for (const name of args[1].split(' ')) {
                        const one = await pass((block) => block.id.endsWith('-' + name));
                        one.querySelector('.opblock-summary-control').click();
                        await until(name, () => one.querySelector('.responses-inner .response'));
                        opened[name] = one.querySelectorAll('.responses-inner .response').length;
                      }
                      return {
                        operations: [...shown.values()],
                        opened,
                        errors: ui.getSystem().errSelectors.allErrors().toJS().map((error) => JSON.stringify(error)),
                        version: document.querySelector('.version-stamp .version').innerText,
                        broken: document.body.innerText.includes('Could not render'),
                      };
                      """,
                  document.encode(),
                  String.join(" ", OPENED));
      assertThat(shown.getJsonArray("errors")).isEmpty();
      assertThat(shown.getString("version")).isEqualTo("OAS 3.1");
      assertThat(shown.getJsonArray("operations"))
          .containsExactlyInAnyOrderElementsOf(names(document));
      OPENED.forEach(
          name ->
              assertThat(shown.getJsonObject("opened").getInteger(name))
                  .as("answers of " + name)
                  .isEqualTo(answers(document, name)));
      assertThat(shown.getBoolean("broken")).as("parts that it could not render").isFalse();
    }
  }

  @Test
  void thePageShowsEveryOperationAndAsksWithTheKeyOfItsTab() {
    JsonObject document = document();
    try (Browser browser = new Browser(HOST, up.port())) {
      browser.open(api() + "/docs");
      JsonObject shown =
          (JsonObject)
              browser.run(
                  BEGIN
                      + """
                      await until('the page', () => document.documentElement.dataset.ready === 'yes');
                      const all = [...document.querySelectorAll('.operation:not(.channel)')];
                      all.forEach((one) => (one.open = true));
                      await until('insides', () => document.querySelectorAll('.operation .attempt').length >= args[1]);
                      return {
                        operations: all.length,
                        ids: all.map((one) => one.id),
                        examples: document.querySelectorAll('.operation .example').length,
                        channels: document.querySelectorAll('.channel').length,
                      };
                      """,
                  up.key(),
                  operations(document));
      assertThat(shown.getInteger("operations")).isEqualTo(operations(document));
      assertThat(shown.getJsonArray("ids").stream().distinct()).hasSize(operations(document));
      assertThat(shown.getInteger("examples")).isGreaterThan(20);
      assertThat(shown.getInteger("channels"))
          .isEqualTo(up.client(null).get("/asyncapi.json").json().getJsonObject("channels").size());
      JsonObject asked =
          (JsonObject)
              browser.run(
                  BEGIN
                      + """
                      const one = document.getElementById('getUsers').querySelector('.attempt');
                      const status = one.querySelector('[role=status]');
                      type(one.querySelector('input[name=limit]'), '1');
                      one.querySelector('.send').click();
                      await until('a refusal', () => status.textContent.startsWith('401 '));
                      type(document.getElementById('key'), args[0]);
                      one.querySelector('.send').click();
                      await until('an answer', () => status.textContent.startsWith('200 ') && one.querySelector('.output').innerText.includes('items'));
                      return {
                        curl: one.querySelector('.curl').innerText,
                        kept: Object.values(localStorage).length + document.cookie.length,
                        tab: Object.values(sessionStorage),
                        url: location.href,
                      };
                      """,
                  up.key());
      assertThat(asked.getString("curl"))
          .isEqualTo(
              "curl -sS -H \"Authorization: Bearer $KEY\" '%s/v1/users?limit=1'".formatted(api()));
      assertThat(
              Programs.shell(
                  folder.resolve("curl.txt"), Map.of("KEY", up.key()), asked.getString("curl")))
          .as("what a terminal answers to the shown line")
          .startsWith("{\"items\":[");
      assertThat(asked.getInteger("kept")).isZero();
      assertThat(asked.getJsonArray("tab")).isEqualTo(JsonArray.of(up.key()));
      assertThat(asked.getString("url")).isEqualTo(api() + "/docs");
      assertThat(browser.complaints())
          .as("all that the browser says is that once there was no key")
          .hasSize(1)
          .allMatch(line -> line.contains("401"));
    }
  }

  @Test
  void aPersonConnectsSubscribesAndSeesFrames() {
    try (Browser browser = new Browser(HOST, up.port())) {
      browser.open(api() + "/docs");
      browser.run(
          BEGIN
              + """
              await until('the page', () => document.documentElement.dataset.ready === 'yes');
              type(document.getElementById('key'), args[0]);
              const panel = document.getElementById('live-panel');
              const frames = panel.querySelector('.frames');
              panel.querySelector('.connect').click();
              await until('welcome', () => frames.innerText.includes('"type":"welcome"'));
              type(panel.querySelector('input[name=topic]'), 'users.changed');
              panel.querySelector('.subscribe').click();
              await until('ok', () => frames.innerText.includes('"type":"ok"'));
              """,
          up.key());
      String id = up.client().createUser("docs@example.org", "Docs").getString("id");
      String frames =
          (String)
              browser.run(
                  BEGIN
                      + """
                      const frames = document.querySelector('#live-panel .frames');
                      await until('the event', () => frames.innerText.includes(args[0]));
                      return frames.innerText;
                      """,
                  id);
      assertThat(frames).contains("\"type\":\"msg\"").doesNotContain(up.key());
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void itIsUsableByKeyboardAndReaderInLightAndDark() {
    try (Browser browser = new Browser(HOST, up.port())) {
      for (String look : List.of("light", "dark")) {
        browser.prefers(look);
        browser.open(api() + "/docs");
        browser.run(
            BEGIN
                + """
                await until('the page', () => document.documentElement.dataset.ready === 'yes');
                const one = document.getElementById('postEmails');
                one.open = true;
                await until('its insides', () => one.querySelector('.attempt'));
                """);
        assertThat(browser.violations()).as("what axe finds, " + look).isEmpty();
        browser.screenshot(Path.of("target", "screenshots", "docs-" + look + ".png"));
      }
      for (String page : List.of("/problems/invalid", "/")) {
        browser.open(api() + page);
        assertThat(browser.violations()).as("what axe finds of " + page).isEmpty();
      }
    }
  }

  private String api() {
    return "http://127.0.0.1:" + up.port();
  }

  private JsonObject document() {
    return up.client(null).get("/openapi.json").hasStatus(200).json();
  }

  private static int operations(JsonObject document) {
    return names(document).size();
  }

  /** Each as {@code METHOD /path/{name}}. */
  private static List<String> names(JsonObject document) {
    return document.getJsonObject("paths").stream()
        .flatMap(
            path ->
                ((JsonObject) path.getValue())
                    .fieldNames().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
        .toList();
  }

  private static int answers(JsonObject document, String id) {
    return document.getJsonObject("paths").stream()
        .flatMap(path -> ((JsonObject) path.getValue()).stream())
        .map(operation -> (JsonObject) operation.getValue())
        .filter(operation -> operation.getString("operationId").equals(id))
        .mapToInt(operation -> operation.getJsonObject("responses").size())
        .sum();
  }

  private static String version() throws IOException {
    try (InputStream in = DocsIT.class.getClassLoader().getResourceAsStream(WEBJAR)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }
}
