package dev.carillon.gateway.openapi;

import dev.carillon.gateway.http.media.MediaTypes;
import dev.carillon.gateway.http.problem.ProblemCode;
import dev.carillon.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page of a problem's code, where its {@code type} leads. */
final class ProblemPage {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemPage.class);

  private ProblemPage() {}

  /** What programs get. */
  private record Explained(
      String type,
      String code,
      String title,
      int status,
      boolean retryable,
      String meaning,
      String remedy) {
    static Explained of(ProblemCode code) {
      return new Explained(
          code.type(),
          code.label(),
          code.title(),
          code.status(),
          code.retryable(),
          code.meaning(),
          code.remedy());
    }
  }

  static void handle(RoutingContext rc) {
    ProblemCode code = ProblemCode.find(rc.pathParam("code")).orElse(null);
    if (code == null) {
      rc.fail(404);
    } else if (MediaTypes.wantsPage(rc.request())) {
      Html.send(rc, code.title(), body(code));
    } else {
      rc.response()
          .putHeader("content-type", "application/json")
          .putHeader("vary", "accept")
          .end(Buffer.buffer(Json.bytes(Explained.of(code))))
          .onFailure(e -> LOG.debug("The client disconnected before its answer", e));
    }
  }

  private static String body(ProblemCode code) {
    return """
        <h1>%s</h1>
        <p>Status %d, code <code>%s</code>. %s</p>
        <h2>What it means</h2><p>%s</p>
        <h2>What to do</h2><p>%s</p>
        <p>Others: %s</p>
        """
        .formatted(
            Html.escaped(code.title()),
            code.status(),
            code.label(),
            code.retryable()
                ? "The same request may succeed later."
                : "The same request fails again.",
            Html.escaped(code.meaning()),
            Html.escaped(code.remedy()),
            Arrays.stream(ProblemCode.values())
                .filter(other -> other != code)
                .map(other -> "<a href=\"%s\">%s</a>".formatted(other.type(), other.label()))
                .collect(Collectors.joining(", ")));
  }
}
