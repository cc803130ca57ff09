package dev.carillon.gateway.limits;

import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Gate;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** What one key may have: requests in a second, and at a time. */
record KeyLimits(Rates rates, Places places) implements Gate {
  @Override
  public void pass(RoutingContext rc, Handler<RoutingContext> next) {
    String key = Authentication.caller(rc).name();
    if (!rates.admit(rc, key)) {
      rc.fail(rates.refusal("The API key"));
    } else if (!places.take(key)) {
      rc.fail(places.refusal());
    } else {
      TakenPlaces.by(rc, () -> places.giveBack(key));
      next.handle(rc);
    }
  }
}
