package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.pages.PageFiles;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The page that shows the documents to people, lets them ask with a key of their own, and connects
 * them.
 */
final class DocsFiles {
  private static final List<String> FILES =
      List.of(
          "docs.css",
          "attempt.js",
          "docs.js",
          "dom.js",
          "key.js",
          "live.js",
          "operation.js",
          "schema.js");

  /** No script but these files, and none of them may turn text into markup. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private DocsFiles() {}

  /** The page and its files. */
  static List<OpenPath> paths(Vertx vertx) {
    PageFiles docs =
        new PageFiles(
            vertx,
            "/docs/docs.html",
            POLICY,
            FILES.stream().collect(Collectors.toMap(Function.identity(), name -> "/docs/" + name)));
    return List.of(
        OpenPath.get(
            "/docs",
            "Shows people the API, and lets them try it",
            List.of("text/html"),
            docs::page),
        OpenPath.get(
            "/docs/:file",
            "A file of that page",
            List.of("text/javascript", "text/css"),
            docs::file));
  }
}
