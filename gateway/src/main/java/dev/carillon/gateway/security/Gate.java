package dev.carillon.gateway.security;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * What a request passes on its way to its handler. The next step is given, so that gates that stand
 * behind one another need no router between them, which looks through its routes each time.
 */
@FunctionalInterface
public interface Gate extends Handler<RoutingContext> {
  /**
   * Lets a request through, or refuses it.
   *
   * @param next what comes behind the gate; on the event loop of the request, now or later
   */
  void pass(RoutingContext rc, Handler<RoutingContext> next);

  /** This one, and another one behind it. */
  default Gate then(Gate other) {
    return (rc, next) -> pass(rc, in -> other.pass(in, next));
  }

  /** As a handler of a router: behind it comes the route's next one. */
  @Override
  default void handle(RoutingContext rc) {
    pass(rc, RoutingContext::next);
  }
}
