package dev.carillon.gateway.console;

import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.pages.PageFiles;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
          "apikeys.js",
          "break.js",
          "broadcasts.js",
          "cluster.js",
          "console.js",
          "cron.js",
          "diff.js",
          "drafts.js",
          "early.js",
          "figures.js",
          "frame.js",
          "gate.js",
          "holds.js",
          "inbox.js",
          "inboxmail.js",
          "keyboard.js",
          "list.js",
          "live.js",
          "load.js",
          "mail.js",
          "me.js",
          "newmail.js",
          "overview.js",
          "parked.js",
          "parts.js",
          "person.js",
          "places.js",
          "reasons.js",
          "route.js",
          "rules.js",
          "search.js",
          "shell.js",
          "suppressions.js",
          "tail.js",
          "tasks.js",
          "template.js",
          "templates.js",
          "time.js",
          "timeline.js",
          "topics.js",
          "ui.js",
          "users.js",
          "verdict.js");

  /** What jars bring, under names without a version, which the page's import map has. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "preact.js", JARS + "webjars/preact/10.27.2/dist/preact.module.js",
          "hooks.js", JARS + "webjars/preact/10.27.2/hooks/dist/hooks.module.js",
          "htm.js", JARS + "_static/htm/3.1.1/dist/htm.module.js");

  private static final String FILES = "/console/files/";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final int VERSION_BYTES = 8;
  private static final String MAP_BEGINS = "<script type=\"importmap\">";

  private Console() {}

  /** Its paths: views are paths of the page, which finds its way by itself. */
  public static List<OpenPath> paths(Vertx vertx) {
    Map<String, String> files = new HashMap<>(LIBRARIES);
    OWN.forEach(name -> files.put(name, "/console/" + name));
    String version = version(files.values());
    byte[] page = page(files.keySet(), FILES + version + "/");
    PageFiles console = new PageFiles(vertx, page, policy(page), files, FOR_EVER);
    return List.of(
        OpenPath.file(
            FILES + ":version/:file",
            "A file of the console",
            List.of("text/javascript", "text/css"),
            rc -> file(rc, version, console)),
        OpenPath.get("/console", "The console, for people", HTML, console::page),
        OpenPath.get("/console/:view", "A view of the console", HTML, console::page),
        OpenPath.get("/console/:view/:id", "One thing in the console", HTML, console::page));
  }

  /**
   * Another version's file is asked for while gateways are replaced: nobody may keep ours as it.
   */
  private static void file(RoutingContext rc, String version, PageFiles console) {
    if (version.equals(rc.pathParam("version"))) {
      console.file(rc);
    } else {
      rc.fail(404);
    }
  }

  /** Names what the files say: other files have another one, so that each may be kept for ever. */
  private static String version(Collection<String> entries) {
    MessageDigest digest = sha256();
    entries.stream().sorted().map(PageFiles::read).forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
  }

  /**
   * The page with a hint for each module: browsers ask for all at once, instead of finding one
   * behind the other. The hints stand behind the import map, which must come before any module.
   */
  private static byte[] page(Set<String> files, String folder) {
    String hints =
        Stream.concat(
                files.stream().filter(name -> name.endsWith(".js")).sorted().map(folder::concat),
                Stream.of("/client.js"))
            .map(path -> "<link rel=\"modulepreload\" href=\"" + path + "\">\n")
            .collect(Collectors.joining());
    String page = new String(PageFiles.read(PAGE), StandardCharsets.UTF_8);
    return page.replace(FILES, folder)
        .replace("</head>", hints + "</head>")
        .getBytes(StandardCharsets.UTF_8);
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
        + "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
        + " trusted-types 'none'";
  }

  private static String digest(String text) {
    return Base64.getEncoder()
        .encodeToString(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
