package dev.carillon.e2e.harness;

import dev.carillon.embedded.FreePorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chromium without a window, driven by chromedriver in the words of the W3C's WebDriver: no library
 * and no download. The test is skipped where either is missing.
 */
public final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> QUIET =
      List.of(
          "--headless",
          "--window-size=1360,900",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** The name that the W3C has given to the id of an element. */
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  private static final Set<String> GRAVE = Set.of("WARNING", "SEVERE");
  private static final String AXE = axe();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final Running driver;
  private final String base;
  private String session = "";

  /**
   * A browser for which {@code host} is a port of this machine, so that pages have an origin that
   * is known beforehand; beside it there is this machine and no other.
   */
  public Browser(String host, int port) {
    String chromium = Programs.need("chromium");
    String chromedriver = Programs.need("chromedriver");
    int own = FreePorts.next();
    base = "http://127.0.0.1:" + own;
    try {
      folder = Files.createTempDirectory("carillon-browser");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    driver =
        Running.program(
            folder.resolve("driver.log"),
            Map.of("HOME", folder.toString(), "PATH", System.getenv("PATH")),
            chromedriver,
            "--port=" + own);
    driver.awaitOutput("started successfully", LIMIT);
    JsonArray arguments = new JsonArray();
    QUIET.forEach(arguments::add);
    arguments.add("--user-data-dir=" + folder.resolve("profile"));
    arguments.add(
        "--host-resolver-rules=MAP %s 127.0.0.1:%d, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
            .formatted(host, port));
    JsonObject options = new JsonObject().put("binary", chromium).put("args", arguments);
    JsonObject wanted =
        new JsonObject()
            .put(
                "capabilities",
                new JsonObject()
                    .put(
                        "alwaysMatch",
                        new JsonObject()
                            .put("goog:chromeOptions", options)
                            .put("goog:loggingPrefs", new JsonObject().put("browser", "ALL"))));
    session = "/session/" + ((JsonObject) ask("POST", "/session", wanted)).getString("sessionId");
    JsonObject times = new JsonObject().put("script", LIMIT.toMillis());
    ask("POST", session + "/timeouts", times);
  }

  /** Opens a page, and waits until it is loaded. */
  public void open(String url) {
    ask("POST", session + "/url", new JsonObject().put("url", url));
  }

  /**
   * Runs the body of an asynchronous function in the page, and gives what it returns: a JSON value.
   * What it throws fails the test.
   */
  public Object run(String body, Object... arguments) {
    String script =
        "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);"
            + "(async (...args) => {"
            + body
            + "})(...given).then((value) => done({value}), (e) => done({failure: String(e && e.stack || e)}));";
    JsonObject asked =
        new JsonObject().put("script", script).put("args", new JsonArray(List.of(arguments)));
    JsonObject said = (JsonObject) ask("POST", session + "/execute/async", asked);
    if (said.containsKey("failure")) {
      throw new AssertionError(said.getString("failure"));
    }
    return said.getValue("value");
  }

  /**
   * What the browser has to say of its pages since it was asked last, line by line: what their
   * policies forbid, what was not found, what nobody has caught. A page that closes its socket as
   * it is left may be put away before the server has answered; that the browser then ends the
   * socket itself is no complaint.
   */
  public List<String> complaints() {
    JsonArray told =
        (JsonArray) ask("POST", session + "/se/log", new JsonObject().put("type", "browser"));
    return told.stream()
        .map(JsonObject.class::cast)
        .filter(entry -> GRAVE.contains(entry.getString("level")))
        .map(entry -> entry.getString("message"))
        .filter(message -> !message.endsWith("failed: Page entered Back-Forward Cache."))
        .toList();
  }

  /** Runs a script in each page that is opened from now on, before anything of the page itself. */
  public void first(String script) {
    devTools("Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", script));
  }

  /** The look that the person has chosen for the whole system: {@code light} or {@code dark}. */
  public void prefers(String look) {
    JsonObject feature = new JsonObject().put("name", "prefers-color-scheme").put("value", look);
    devTools("Emulation.setEmulatedMedia", new JsonObject().put("features", JsonArray.of(feature)));
  }

  /** The width of the page in pixels, as on a phone; 0 for that of the window. */
  public void wide(int pixels) {
    JsonObject size =
        new JsonObject()
            .put("width", pixels)
            .put("height", 2 * pixels)
            .put("deviceScaleFactor", 0)
            .put("mobile", false);
    String command = pixels == 0 ? "clearDeviceMetricsOverride" : "setDeviceMetricsOverride";
    devTools("Emulation." + command, pixels == 0 ? new JsonObject() : size);
  }

  /** A command of the Chrome DevTools Protocol, for what WebDriver has no words for. */
  private void devTools(String command, JsonObject parameters) {
    JsonObject said = new JsonObject().put("cmd", command).put("params", parameters);
    ask("POST", session + "/goog/cdp/execute", said);
  }

  /**
   * What axe finds on the page as it is: each rule that is violated, and where. Empty is good. The
   * script is that of Deque's axe-core.
   */
  public List<String> violations() {
    JsonArray found =
        (JsonArray)
            run(
                AXE
                    + """
                    ;
                    const found = await window.axe.run(document, {resultTypes: ['violations']});
                    return found.violations.map((one) => one.id + ': ' + one.help + ': '
                        + one.nodes.slice(0, 5).map((node) => node.target.join(' ') + ' ' + node.failureSummary).join('; '));
                    """);
    return found.stream().map(String::valueOf).toList();
  }

  /** What follows is about a frame of the page; null for the page again. */
  public void frame(String css) {
    ask("POST", session + "/frame", new JsonObject().put("id", css == null ? null : element(css)));
  }

  /** Clicks as a person would, on what is seen. */
  public void click(String css) {
    String id = element(css).getString(ELEMENT);
    ask("POST", session + "/element/" + id + "/click", new JsonObject());
  }

  /** Presses keys, one after the other. */
  public void press(String keys) {
    JsonArray actions = new JsonArray();
    keys.chars()
        .mapToObj(Character::toString)
        .forEach(
            key -> {
              actions.add(new JsonObject().put("type", "keyDown").put("value", key));
              actions.add(new JsonObject().put("type", "keyUp").put("value", key));
            });
    JsonObject keyboard =
        new JsonObject().put("type", "key").put("id", "keyboard").put("actions", actions);
    ask("POST", session + "/actions", new JsonObject().put("actions", JsonArray.of(keyboard)));
  }

  private JsonObject element(String css) {
    JsonObject by = new JsonObject().put("using", "css selector").put("value", css);
    return (JsonObject) ask("POST", session + "/element", by);
  }

  /** Keeps what is seen now as a PNG. */
  public void screenshot(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      String encoded = (String) ask("GET", session + "/screenshot", null);
      Files.write(file, Base64.getDecoder().decode(encoded));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String axe() {
    try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Object ask(String method, String path, JsonObject body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(LIMIT.plusSeconds(10))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    try {
      String answer = http.send(request, BodyHandlers.ofString()).body();
      Object value = new JsonObject(answer).getValue("value");
      if (value instanceof JsonObject told && told.containsKey("error")) {
        throw new AssertionError(path + ": " + told.getString("message"));
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(driver.output(), e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      if (!session.isEmpty()) {
        ask("DELETE", session, null);
      }
    } finally {
      driver.close();
      delete();
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // the browser writes to its folder until its very end; the system cleans up the rest
    }
  }
}
