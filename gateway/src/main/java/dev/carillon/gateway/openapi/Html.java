package dev.carillon.gateway.openapi;

import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plain pages: no script, nothing from anywhere else. */
final class Html {
  private static final Logger LOG = LoggerFactory.getLogger(Html.class);
  private static final String CONTENT =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private Html() {}

  /** Sends a page with this title and these elements. */
  static void send(RoutingContext rc, String title, String body) {
    rc.response()
        .putHeader("content-type", "text/html; charset=utf-8")
        .putHeader("content-security-policy", CONTENT)
        .putHeader("vary", "accept")
        .end(
            """
            <!doctype html><html lang="en"><meta charset="utf-8">
            <meta name="viewport" content="width=device-width"><title>%s</title>
            <style>
            :root{color-scheme:light dark;background:light-dark(#fff,#101317);color:light-dark(#15181c,#e8ebee)}
            body{font:16px/1.5 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em}
            a{color:light-dark(#0a6469,#5cc4c4)}
            </style>
            <main>
            %s</main></html>
            """
                .formatted(escaped(title), body))
        .onFailure(e -> LOG.debug("The client disconnected before its page", e));
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
