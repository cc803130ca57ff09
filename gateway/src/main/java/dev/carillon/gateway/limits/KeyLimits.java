package dev.carillon.gateway.limits;

import dev.carillon.gateway.security.Authentication;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** What one key may have: requests in a second, and at a time. */
record KeyLimits(Rates rates, Places places) implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext rc) {
    String key = Authentication.caller(rc).name();
    if (!rates.admit(rc, key)) {
      rc.fail(rates.refusal("The API key"));
    } else if (!places.take(key)) {
      rc.fail(places.refusal());
    } else {
      TakenPlaces.by(rc, () -> places.giveBack(key));
      rc.next();
    }
  }
}
