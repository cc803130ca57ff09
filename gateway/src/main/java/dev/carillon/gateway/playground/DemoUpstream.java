package dev.carillon.gateway.playground;

import dev.carillon.async.time.Timers;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.lifecycle.Component;
import dev.carillon.text.IntegerText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server to ask when there is no network: {@code /json}, {@code /delay/N}, {@code /status/N}, as
 * the guide's examples know them. Listens on loopback, on a free port.
 */
public final class DemoUpstream {
  private static final Logger LOG = LoggerFactory.getLogger(DemoUpstream.class);
  private static final String HOST = "127.0.0.1";
  private static final int IDLE_SECONDS = 30;
  private static final Pattern DELAY = Pattern.compile("/delay/(\\d|10)");
  private static final Pattern STATUS = Pattern.compile("/status/([1-5]\\d\\d)");
  private static final Doc SLIDESHOW =
      Doc.of(
          Map.of(
              "slideshow",
              Map.of(
                  "title", "A carillon, slide by slide",
                  "author", "the demo upstream",
                  "slides",
                      List.of(
                          Map.of("type", "all", "title", "Bells"),
                          Map.of("type", "all", "title", "Towers")))));

  private final Vertx vertx;
  private final Timers timers;
  private @Nullable HttpServer server;

  /** A server that does not listen yet. */
  public DemoUpstream(Vertx vertx) {
    this.vertx = vertx;
    this.timers = Timers.of(vertx);
  }

  /** Its start and stop, for the wiring. */
  public Component component() {
    return new Component("demo upstream", this::open, this::close);
  }

  /** {@code host:port}, once it listens. */
  public String authority() {
    return server == null ? "" : HOST + ":" + server.actualPort();
  }

  private Future<?> open() {
    return vertx
        .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
        .requestHandler(this::handle)
        .listen(0, HOST)
        .onSuccess(listening -> server = listening);
  }

  private Future<?> close() {
    return server == null ? Future.succeededFuture() : server.close();
  }

  private void handle(HttpServerRequest request) {
    Matcher delay = DELAY.matcher(request.path());
    Matcher status = STATUS.matcher(request.path());
    if (request.path().equals("/json")) {
      answer(request, 200, SLIDESHOW);
    } else if (delay.matches()) {
      int seconds = IntegerText.parse(delay.group(1), 0, 10);
      timers.after(
          Duration.ofSeconds(seconds),
          () -> answer(request, 200, Doc.object("path", request.path(), "delay", seconds)));
    } else if (status.matches()) {
      answer(
          request,
          IntegerText.parse(status.group(1), 100, 599),
          Doc.object("status", status.group(1)));
    } else {
      answer(request, 404, Doc.object("error", "Available paths: /json, /delay/N, /status/N"));
    }
  }

  private static void answer(HttpServerRequest request, int status, Doc body) {
    if (!request.response().closed()) {
      request
          .response()
          .setStatusCode(status)
          .putHeader("content-type", "application/json")
          .end(Buffer.buffer(Json.bytes(body)))
          .onFailure(e -> LOG.debug("The client disconnected: {}", e.toString()));
    }
  }
}
