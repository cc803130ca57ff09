package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.OpenPath;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.openapi.events.AsyncApi;
import dev.carillon.gateway.pages.ServedDocument;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** What needs no key because it says nothing of anybody: documents of the API, and pages. */
public final class ApiPages {
  private static final String JSON = "application/json";
  private static final String PAGE = "text/html";

  private final Vertx vertx;
  private final List<Routes> tables;

  /**
   * Pages about some tables.
   *
   * @param tables all that are mounted: what is switched off is in no document
   */
  public ApiPages(Vertx vertx, List<Routes> tables) {
    this.vertx = vertx;
    this.tables = List.copyOf(tables);
  }

  /**
   * The paths of the documents and pages, behind others that need no key.
   *
   * @param others are described too
   */
  public List<OpenPath> with(List<OpenPath> others) {
    List<Route> routes = tables.stream().flatMap(table -> table.table().stream()).toList();
    List<OpenPath> all = new ArrayList<>(others);
    ServedDocument openApi =
        new ServedDocument(vertx, JSON, () -> OpenApi.document(routes, List.copyOf(all)));
    all.add(
        OpenPath.get("/openapi.json", "Describes the API (OpenAPI 3.1)", List.of(JSON), openApi));
    all.add(
        OpenPath.get(
            "/asyncapi.json",
            "Describes topics, WebSockets and streams of events (AsyncAPI 3.0)",
            List.of(JSON),
            new ServedDocument(vertx, JSON, AsyncApi::document)));
    all.addAll(DocsFiles.paths(vertx));
    all.add(
        OpenPath.get(
            "/problems/:code",
            "Explains the code of a problem",
            List.of(PAGE, JSON),
            ProblemPage::handle));
    all.add(OpenPath.get("/", "Leads a browser to the console", List.of(), FrontPage::handle));
    return all;
  }
}
