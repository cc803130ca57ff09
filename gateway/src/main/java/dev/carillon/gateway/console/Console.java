package dev.carillon.gateway.console;

import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.pages.PageFiles;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Serves the console's one page and its files, which are in no build of their own: modules that a
 * browser loads as they are, with Preact and htm beside them.
 */
public final class Console {
  private static final String PAGE = "/console/index.html";
  private static final List<String> HTML = List.of("text/html");
  private static final String JARS = "/META-INF/resources/";
  private static final List<String> OWN =
      List.of(
          "console.css",
          "api.js",
          "broadcasts.js",
          "console.js",
          "inbox.js",
          "list.js",
          "live.js",
          "load.js",
          "mail.js",
          "overview.js",
          "route.js",
          "run.js",
          "shell.js",
          "templates.js",
          "timeline.js",
          "ui.js",
          "users.js");

  /** What jars bring, under names without a version, which the page's import map has. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "preact.js", JARS + "webjars/preact/10.27.2/dist/preact.module.js",
          "hooks.js", JARS + "webjars/preact/10.27.2/hooks/dist/hooks.module.js",
          "htm.js", JARS + "_static/htm/3.1.1/dist/htm.module.js");

  private static final String MAP_BEGINS = "<script type=\"importmap\">";

  private Console() {}

  /** Its paths: views are paths of the page, which finds its way by itself. */
  public static List<OpenPath> paths(Vertx vertx) {
    Map<String, String> files = new HashMap<>(LIBRARIES);
    OWN.forEach(name -> files.put(name, "/console/" + name));
    PageFiles console = new PageFiles(vertx, PAGE, policy(PageFiles.read(PAGE)), files);
    return List.of(
        OpenPath.get(
            "/console/files/:file",
            "A file of the console",
            List.of("text/javascript", "text/css"),
            console::file),
        OpenPath.get("/console", "The console, for people", HTML, console::page),
        OpenPath.get("/console/:view", "A view of the console", HTML, console::page),
        OpenPath.get("/console/:view/:id", "One thing in the console", HTML, console::page));
  }

  /**
   * No script but the files and the page's import map, which browsers take only where it stands in
   * the page; and none of them may turn text into markup.
   */
  private static String policy(byte[] page) {
    String text = new String(page, StandardCharsets.UTF_8);
    int from = text.indexOf(MAP_BEGINS) + MAP_BEGINS.length();
    String map = text.substring(from, text.indexOf("</script>", from));
    return "default-src 'none'; script-src 'self' 'sha256-"
        + digest(map)
        + "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
        + " trusted-types 'none'";
  }

  private static String digest(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
