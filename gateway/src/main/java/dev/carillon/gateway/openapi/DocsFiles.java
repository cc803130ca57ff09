package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.OpenPath;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page that shows the documents to people, lets them ask with a key of their own, and connects
 * them: files of the class path, and nothing from anywhere else. One event loop only.
 */
final class DocsFiles {
  private static final String PAGE = "text/html";
  private static final String SCRIPT = "text/javascript";
  private static final String STYLE = "text/css";
  private static final List<String> SCRIPTS =
      List.of("attempt.js", "docs.js", "dom.js", "key.js", "live.js", "operation.js", "schema.js");

  /** No script but these files, and none of them may turn text into markup. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private final ServedDocument page;
  private final Map<String, ServedDocument> files = new LinkedHashMap<>();

  DocsFiles(Vertx vertx) {
    page = file(vertx, "docs.html", PAGE);
    files.put("docs.css", file(vertx, "docs.css", STYLE));
    SCRIPTS.forEach(name -> files.put(name, file(vertx, name, SCRIPT)));
  }

  /** The page and its files. */
  List<OpenPath> paths() {
    return List.of(
        OpenPath.get(
            "/docs", "Shows people the API, and lets them try it", List.of(PAGE), this::page),
        OpenPath.get(
            "/docs/:file", "A file of that page", List.of(SCRIPT, STYLE), this::fileOfPage));
  }

  private void page(RoutingContext rc) {
    rc.response()
        .putHeader("content-security-policy", POLICY)
        .putHeader("referrer-policy", "no-referrer");
    page.handle(rc);
  }

  private void fileOfPage(RoutingContext rc) {
    ServedDocument file = files.get(rc.pathParam("file"));
    if (file == null) {
      rc.fail(404);
    } else {
      file.handle(rc);
    }
  }

  private static ServedDocument file(Vertx vertx, String name, String type) {
    return new ServedDocument(vertx, type + "; charset=utf-8", () -> read(name));
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream in = DocsFiles.class.getResourceAsStream("/docs/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The build has left out " + name);
      }
      return in.readAllBytes();
    }
  }
}
