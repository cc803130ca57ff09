package dev.carillon.management;

import dev.carillon.async.time.Timers;
import dev.carillon.lifecycle.ListenException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of the management port. Nothing on it needs a key, so that everything is bounded: how
 * many connections there are, and how long one may live, which answers one request and ends.
 */
final class ManagementServer {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
  private static final Duration LIFE = Duration.ofSeconds(10);
  private static final int BAD_REQUEST = 400;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int MISDIRECTED = 421;
  private static final int UNAVAILABLE = 503;

  private final Vertx vertx;
  private final ManagementSettings settings;
  private final Handler<HttpServerRequest> pages;
  private final Timers timers;
  private final AtomicInteger open = new AtomicInteger();
  private final Set<HttpConnection> refused = ConcurrentHashMap.newKeySet();

  ManagementServer(Vertx vertx, ManagementSettings settings, Handler<HttpServerRequest> pages) {
    this.vertx = vertx;
    this.settings = settings;
    this.pages = pages;
    this.timers = Timers.of(vertx);
  }

  Future<HttpServer> listen() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setTracingPolicy(TracingPolicy.IGNORE) // probes and scrapes
            .setIdleTimeout((int) LIFE.toSeconds())
            .setHttp2ClearTextEnabled(false);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::onOpened)
            .requestHandler(this::onRequest)
            .invalidRequestHandler(request -> refuse(request, BAD_REQUEST, "This is not HTTP"));
    return ListenException.naming(
        ManagementSettings.PORT,
        settings.host(),
        settings.port(),
        server.listen(settings.port(), settings.host()));
  }

  /** One too many is told so while there is room for that, and is closed at once when not. */
  private void onOpened(HttpConnection connection) {
    int now = open.incrementAndGet();
    connection.exceptionHandler(e -> LOG.debug("A connection failed: {}", e.toString()));
    Timers.Pending end = timers.after(LIFE, () -> close(connection));
    connection.closeHandler(
        v -> {
          open.decrementAndGet();
          refused.remove(connection);
          end.cancel();
        });
    if (now > 2 * settings.connections()) {
      close(connection);
    } else if (now > settings.connections()) {
      refused.add(connection);
    }
  }

  private void onRequest(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (refused.contains(request.connection())) {
      request.response().putHeader("retry-after", "1");
      refuse(request, UNAVAILABLE, settings.connections() + " connections are open already");
    } else if (!isOurs(request)) {
      refuse(
          request,
          MISDIRECTED,
          "Host must be an address, localhost, or a name of CARILLON_MANAGEMENT_NAMES");
    } else if (!request.method().equals(HttpMethod.GET)
        && !request.method().equals(HttpMethod.HEAD)) {
      request.response().putHeader("allow", "GET, HEAD");
      refuse(request, METHOD_NOT_ALLOWED, "Here is nothing but GET");
    } else if (request.headers().contains("Transfer-Encoding")
        || (length != null && !length.equals("0"))) {
      refuse(request, BAD_REQUEST, "Here is nothing that takes a body");
    } else {
      endAfterAnswer(request);
      pages.handle(request);
    }
  }

  /** What balancers ask by HTTP/1.0 has no Host; a browser, which is to be kept out, always has. */
  private boolean isOurs(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll("Host");
    if (hosts.isEmpty()) {
      return request.version() == HttpVersion.HTTP_1_0;
    }
    HostAndPort host = request.authority();
    return hosts.size() == 1 && host != null && settings.isOurs(host.host());
  }

  private void refuse(HttpServerRequest request, int status, String why) {
    endAfterAnswer(request);
    answer(request, status, "text/plain; charset=utf-8", why + "\n");
  }

  private void endAfterAnswer(HttpServerRequest request) {
    request
        .response()
        .putHeader("connection", "close")
        .putHeader("x-content-type-options", "nosniff")
        .bodyEndHandler(v -> close(request.connection()));
  }

  static void answer(HttpServerRequest request, int status, String type, String body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", type)
        .end(body)
        .onFailure(e -> LOG.debug("The asker left: {}", e.toString()));
  }

  private static void close(HttpConnection connection) {
    connection.close().onFailure(e -> LOG.debug("Already closed: {}", e.toString()));
  }
}
