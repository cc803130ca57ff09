package dev.carillon.e2e.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Chromium without a window, driven by Selenium with the chromedriver of this machine: nothing is
 * downloaded. The test is skipped where either is missing.
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

  /** Selenium warns of each Chromium that is newer than itself. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private static final Set<Level> GRAVE = Set.of(Level.WARNING, Level.SEVERE);
  private static final String AXE = axe();

  private final Path folder;
  private final ChromeDriver driver;

  /**
   * A browser for which {@code host} is a port of this machine, so that pages have an origin that
   * is known beforehand; beside it there is this machine and no other.
   */
  public Browser(String host, int port) {
    String chromium = Programs.need("chromium");
    String chromedriver = Programs.need("chromedriver");
    SELENIUM.setLevel(Level.SEVERE);
    try {
      folder = Files.createTempDirectory("carillon-browser");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(chromedriver))
            .usingAnyFreePort()
            .withLogFile(folder.resolve("driver.log").toFile())
            .withEnvironment(Map.of("HOME", folder.toString(), "PATH", System.getenv("PATH")))
            .build();
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium);
    options.addArguments(QUIET);
    options.addArguments(
        "--user-data-dir=" + folder.resolve("profile"),
        "--host-resolver-rules=MAP %s 127.0.0.1:%d, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
            .formatted(host, port));
    options.setCapability("goog:loggingPrefs", logs);
    driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(LIMIT);
  }

  /** Opens a page, and waits until it is loaded. */
  public void open(String url) {
    driver.get(url);
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
    Map<?, ?> said = (Map<?, ?>) driver.executeAsyncScript(script, arguments);
    if (said.get("failure") != null) {
      throw new AssertionError(said.get("failure"));
    }
    return json(said.get("value"));
  }

  /** As {@link JsonObject} has it: what fits is an int. */
  private static Object json(Object value) {
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((name, of) -> object.put(String.valueOf(name), json(of)));
      return object;
    }
    return value instanceof List<?> list
        ? new JsonArray(list.stream().map(Browser::json).toList())
        : value;
  }

  /**
   * What the browser has to say of its pages since it was asked last, line by line: what their
   * policies forbid, what was not found, what nobody has caught. A page that closes its socket as
   * it is left may be put away before the server has answered; that the browser then ends the
   * socket itself is no complaint.
   */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> GRAVE.contains(entry.getLevel()))
        .map(entry -> entry.getMessage())
        .filter(message -> !message.endsWith("failed: Page entered Back-Forward Cache."))
        .toList();
  }

  /** Runs a script in each page that is opened from now on, before anything of the page itself. */
  public void first(String script) {
    devTools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** The look that the person has chosen for the whole system: {@code light} or {@code dark}. */
  public void prefers(String look) {
    Map<String, Object> feature = Map.of("name", "prefers-color-scheme", "value", look);
    devTools("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /** The width of the page in pixels, as on a phone; 0 for that of the window. */
  public void wide(int pixels) {
    if (pixels == 0) {
      devTools("Emulation.clearDeviceMetricsOverride", Map.of());
      return;
    }
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 2 * pixels, "deviceScaleFactor", 0, "mobile", false));
  }

  /** A command of the Chrome DevTools Protocol, for what WebDriver has no words for. */
  private void devTools(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
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
    if (css == null) {
      driver.switchTo().defaultContent();
    } else {
      driver.switchTo().frame(driver.findElement(By.cssSelector(css)));
    }
  }

  /** Clicks as a person would, on what is seen. */
  public void click(String css) {
    driver.findElement(By.cssSelector(css)).click();
  }

  /** Presses keys, one after the other. */
  public void press(String keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Keeps what is seen now as a PNG. */
  public void screenshot(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
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

  @Override
  public void close() {
    try {
      driver.quit();
    } finally {
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
