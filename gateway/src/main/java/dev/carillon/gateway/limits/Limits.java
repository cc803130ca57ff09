package dev.carillon.gateway.limits;

import dev.carillon.async.time.Clocks;
import dev.carillon.gateway.peer.Proxies;
import dev.carillon.gateway.security.Gate;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** All limits of a gateway process, over its event loops. */
public final class Limits {
  /** A page has some forty files. */
  private static final int FILES_TO_A_REQUEST = 20;

  private final Places connections;
  private final Places tasks;
  private final Gate process;
  private final Gate key;
  private final Handler<RoutingContext> address;
  private final Handler<RoutingContext> files;
  private final Admission admission;

  /** With everything free. */
  public Limits(Bounds bounds, Proxies proxies, Clocks clocks) {
    this.connections = new Places("open connections of one address", bounds.connections());
    this.tasks = new Places("running tasks of one key", bounds.tasks());
    ProcessLimit all = new ProcessLimit(bounds.requests());
    Rates rates = new Rates("key", "requests per second", bounds.perSecond(), clocks);
    Places places = new Places("requests of one key at a time", bounds.requestsOfKey());
    this.process = all;
    this.key = new KeyLimits(rates, places);
    this.admission = new Admission(all, rates, places);
    this.address =
        new AddressRate(
            new Rates(
                "address", "requests per second without a key", bounds.openPerSecond(), clocks),
            proxies);
    int filesPerSecond = bounds.openPerSecond() * FILES_TO_A_REQUEST;
    this.files =
        new AddressRate(
            new Rates("files", "files of pages per second", filesPerSecond, clocks), proxies);
  }

  /** By address; behind a proxy a request counts as a connection of its client. */
  public Places connections() {
    return connections;
  }

  /** By the name of the key. */
  public Places tasks() {
    return tasks;
  }

  /** Refuses what is one too many for the whole process: UNAVAILABLE. */
  public Gate process() {
    return process;
  }

  /** Refuses what is one too many for its key: RATE_LIMITED. Stands behind authentication. */
  public Gate key() {
    return key;
  }

  /** {@link #process} and {@link #key} for requests that do not come by HTTP. */
  public Admission admission() {
    return admission;
  }

  /** Gives back the places of a request before it has ended. */
  public static void giveBack(RoutingContext rc) {
    TakenPlaces.giveBack(rc);
  }

  /** Refuses what is too often for an address, on paths that need no key: RATE_LIMITED. */
  public Handler<RoutingContext> address() {
    return address;
  }

  /** The same for files of pages, of which an address has twenty times as many. */
  public Handler<RoutingContext> files() {
    return files;
  }
}
