package dev.carillon.gateway.ws.handshake;

import dev.carillon.async.trace.Traces;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.connection.OpenConnection;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Origins;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.socket.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets requests become WebSockets, or refuses them. Of one event loop. */
public final class Upgrades {
  private final Vertx vertx;
  private final Origins origins;
  private final LiveLimits limits;
  private final Function<HttpServerRequest, String> address;
  private boolean draining;

  /**
   * The upgrades of one event loop.
   *
   * @param limits those of the process
   * @param address whose places are counted together
   */
  public Upgrades(
      Vertx vertx,
      Origins origins,
      LiveLimits limits,
      Function<HttpServerRequest, String> address) {
    this.vertx = vertx;
    this.origins = origins;
    this.limits = limits;
    this.address = address;
  }

  /** Who goes on with a socket that is open. */
  public interface Opened {
    /**
     * The handshake is answered next. From the moment in which the client reads that, it may rely
     * on what it was promised, and that is before {@link #open}: who is to miss nothing must listen
     * from here on.
     *
     * @param offered whether the client offers the subprotocol of strangers
     * @param seat counts what waits until the socket is open
     */
    default void answering(boolean offered, @Nullable Caller caller, Seat seat) {}

    /**
     * The socket hears nothing before it is started.
     *
     * @param subprotocol what was agreed on, if anything
     * @param caller whose key the request showed; null if it showed none
     */
    void open(RawSocket socket, @Nullable String subprotocol, @Nullable Caller caller);

    /** There is no socket after all. */
    default void failed() {}
  }

  /** No more from now on: the server stops. */
  public void drain() {
    draining = true;
  }

  /** Of whom the tries with keys are counted together. */
  public String address(HttpServerRequest request) {
    return address.apply(request);
  }

  /**
   * Upgrades a request, or fails it.
   *
   * @param strangers the subprotocol of those who may come without a key; null if all may
   */
  public void upgrade(RoutingContext rc, @Nullable String strangers, Opened opened) {
    if (!rc.request().method().equals(HttpMethod.GET)) {
      rc.response().putHeader("allow", "GET");
      rc.fail(405);
      return;
    }
    Handshake handshake = new Handshake(rc.request());
    if (handshake.isOfAnotherVersion()) {
      rc.response().putHeader("sec-websocket-version", "13");
      rc.fail(426);
      return;
    }
    Caller caller = Authentication.callerOrNull(rc);
    boolean offered = strangers != null && handshake.offers(strangers);
    Seat seat;
    try {
      check(rc, handshake, caller, strangers == null || offered);
      seat =
          caller == null
              ? limits.seatStranger(address.apply(rc.request()))
              : limits.seat(caller.name());
    } catch (Failure refused) {
      rc.fail(refused);
      return;
    }
    opened.answering(offered, caller, seat);
    sit(rc, caller, seat, opened);
  }

  private void sit(RoutingContext rc, @Nullable Caller caller, Seat seat, Opened opened) {
    OpenConnection.of(rc).switching(true);
    Runnable unexpect = RawSocket.expect(rc.request());
    rc.request()
        .toWebSocket()
        .onSuccess(upgraded -> Traces.leave())
        .onSuccess(upgraded -> open(upgraded, rc, caller, seat, opened))
        .onFailure(
            e -> {
              OpenConnection.of(rc).switching(false);
              unexpect.run();
              opened.failed();
              seat.leave();
              rc.fail(e);
            });
  }

  private void check(
      RoutingContext rc, Handshake handshake, @Nullable Caller caller, boolean mayBeStranger) {
    Failure refusal = handshake.refusal();
    if (refusal != null) {
      throw refusal;
    }
    if (!origins.allow(rc.request())) {
      throw Failure.of(FailureCode.FORBIDDEN, "This Origin is not allowed to open a WebSocket");
    }
    boolean showsKey =
        rc.request().headers().contains("Authorization")
            || Authentication.showsTicket(rc.request());
    if (caller == null && showsKey) {
      throw Authentication.unknown();
    }
    if (caller == null && !mayBeStranger) {
      throw Failure.of(
          FailureCode.UNAUTHENTICATED, "An API key is required: Authorization: Bearer sk_...");
    }
    if (draining) {
      throw Failure.of(FailureCode.UNAVAILABLE, "The server restarts");
    }
  }

  private void open(
      ServerWebSocket upgraded,
      RoutingContext rc,
      @Nullable Caller caller,
      Seat seat,
      Opened opened) {
    OpenConnection connection = OpenConnection.of(rc);
    connection.upgraded();
    try {
      RawSocket socket = RawSocket.of(rc.request(), upgraded, vertx, limits, seat);
      opened.open(socket, upgraded.subProtocol(), caller);
    } catch (RuntimeException e) {
      seat.leave();
      connection.cut();
      throw e;
    }
  }
}
