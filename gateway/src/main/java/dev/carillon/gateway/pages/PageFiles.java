package dev.carillon.gateway.pages;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A page and the files that it loads, from the class path and from nowhere else, under a policy of
 * its own. One event loop only.
 */
public final class PageFiles {
  private final String policy;
  private final ServedDocument page;
  private final Map<String, ServedDocument> files = new LinkedHashMap<>();

  /**
   * A page of HTML.
   *
   * @param page its entry in the class path, such as {@code /docs/docs.html}
   * @param policy its Content-Security-Policy
   * @param entries the entry in the class path of each file, by the name under which it is served;
   *     they end with {@code .js} or {@code .css}
   */
  public PageFiles(Vertx vertx, String page, String policy, Map<String, String> entries) {
    this(vertx, read(page), policy, entries, "public, no-cache");
  }

  /** The same for a page of HTML that is made, and how long browsers may keep the files. */
  public PageFiles(
      Vertx vertx, byte[] page, String policy, Map<String, String> entries, String cache) {
    this.policy = policy;
    this.page = new ServedDocument(vertx, type("html"), () -> page);
    entries.forEach(
        (name, entry) ->
            files.put(
                name,
                new ServedDocument(
                    vertx,
                    type(name.endsWith(".css") ? "css" : "javascript"),
                    () -> read(entry),
                    cache)));
  }

  /** Answers with the page. */
  public void page(RoutingContext rc) {
    rc.response()
        .putHeader("content-security-policy", policy)
        .putHeader("referrer-policy", "no-referrer");
    page.handle(rc);
  }

  /** Answers with the file of the path's parameter {@code file}; 404 for one that is not served. */
  public void file(RoutingContext rc) {
    ServedDocument file = files.get(rc.pathParam("file"));
    if (file == null) {
      rc.fail(404);
    } else {
      file.handle(rc);
    }
  }

  private static String type(String text) {
    return "text/" + text + "; charset=utf-8";
  }

  /** An entry of the class path. A build that has left it out is broken. */
  public static byte[] read(String entry) {
    try (InputStream in = PageFiles.class.getResourceAsStream(entry)) {
      if (in == null) {
        throw new IllegalStateException("The build has left out " + entry);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
