package dev.carillon.gateway.console;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.OpenPath;
import dev.carillon.json.Json;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the ticket of a link is exchanged for a key: {@code Authorization: Ticket ct_...}. It is in
 * a header, so that it is in no log and in no address.
 */
public final class SessionPath implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(SessionPath.class);
  private static final String SCHEME = "Ticket ";

  private final Sessions sessions;
  private final Function<HttpServerRequest, String> address;

  /**
   * The path of a process.
   *
   * @param address of whoever sends a request, so that nobody can try tickets without end
   */
  public SessionPath(Sessions sessions, Function<HttpServerRequest, String> address) {
    this.sessions = sessions;
    this.address = address;
  }

  /** Where it is; it stands before the views of the console. */
  public OpenPath path() {
    return new OpenPath(
        "/console/session",
        Map.of(HttpMethod.POST, "Exchanges the ticket of a link of up for a key of one tab"),
        List.of("application/json"),
        this);
  }

  @Override
  public void handle(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    if (request.headers().contains("Idempotency-Key")) {
      rc.fail(Failure.invalid("Idempotency-Key", "cannot be used with this path"));
      return;
    }
    request.resume();
    String shown = request.getHeader("Authorization"); // once: the door has seen to that
    if (shown == null || !shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      rc.fail(
          Failure.of(
              FailureCode.UNAUTHENTICATED, "A ticket is required: Authorization: Ticket ct_..."));
      return;
    }
    try {
      Sessions.Made made =
          sessions.redeem(shown.substring(SCHEME.length()).strip(), address.apply(request));
      LOG.info("A browser came in by the link of the banner, from {}", address.apply(request));
      rc.response()
          .putHeader("content-type", "application/json")
          .putHeader("cache-control", "no-store")
          .end(Buffer.buffer(Json.bytes(made)))
          .onFailure(e -> LOG.debug("The client disconnected before its key", e));
    } catch (Failure refused) {
      rc.fail(refused);
    }
  }
}
