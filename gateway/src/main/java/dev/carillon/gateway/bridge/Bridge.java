package dev.carillon.gateway.bridge;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.limits.Admission;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;

/** What all bridge clients of one event loop share, over SockJS and over TCP. */
public final class Bridge {
  private final BridgeSettings settings;
  private final Authentication authentication;
  private final Clocks clocks;
  private final LiveLimits limits;
  private final Exposed exposed = Exposed.catalogue();
  private final Hub hub;
  private final Requests requests;

  /**
   * The bridges of one event loop.
   *
   * @param limits those of live clients of the process, among which these count
   * @param admission the limits of requests, among which these count
   * @param stir run with each request
   */
  public Bridge(
      Bus bus,
      BridgeSettings settings,
      Authentication authentication,
      Clocks clocks,
      LiveLimits limits,
      Admission admission,
      Runnable stir) {
    this.settings = settings;
    this.authentication = authentication;
    this.clocks = clocks;
    this.limits = limits;
    this.hub = new Hub(bus, exposed);
    this.requests = new Requests(bus, clocks, exposed, admission, stir);
  }

  /** Starts to forward events. */
  public Registration listen() {
    return hub.listen();
  }

  /**
   * A client that has shown no key yet.
   *
   * @param address whose tries with keys are counted together
   */
  public BridgeSession open(Dialect dialect, Peer peer, String address) {
    return new BridgeSession(this, dialect, peer, address);
  }

  /** What is written to a connection that cannot be opened. */
  public String refusal(Failure why) {
    return ServerFrame.refusal(null, why);
  }

  /** How long clients may be silent, and how much they may ask for. */
  public BridgeSettings settings() {
    return settings;
  }

  /** The places of live clients. */
  public LiveLimits limits() {
    return limits;
  }

  LiveSettings live() {
    return limits.settings();
  }

  Authentication authentication() {
    return authentication;
  }

  Clocks clocks() {
    return clocks;
  }

  Exposed exposed() {
    return exposed;
  }

  Hub hub() {
    return hub;
  }

  Requests requests() {
    return requests;
  }
}
