package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.media.MediaTypes;
import io.vertx.ext.web.RoutingContext;

/** What a person sees who opens the address in a browser; programs go on to where they were. */
final class FrontPage {
  private static final String BODY =
      """
      <h1>Carillon</h1>
      <p>It runs. This address is an API: a program sends a key with each request,
      <code>Authorization: Bearer sk_...</code>.</p>
      <ul>
      <li><a href="/console">/console</a>: see it and work with it, with a key</li>
      <li><a href="/docs">/docs</a>: all of it to read and to try</li>
      <li><a href="/openapi.json">/openapi.json</a>: every path, parameter, body and answer (OpenAPI 3.1)</li>
      <li><a href="/asyncapi.json">/asyncapi.json</a>: topics, WebSockets, streams of events (AsyncAPI 3.0)</li>
      <li><a href="/problems/invalid">/problems/{code}</a>: what an error means and what to do</li>
      </ul>
      """;

  private FrontPage() {}

  static void handle(RoutingContext rc) {
    if (MediaTypes.wantsPage(rc.request())) {
      Html.send(rc, "Carillon", BODY);
    } else {
      rc.next();
    }
  }
}
