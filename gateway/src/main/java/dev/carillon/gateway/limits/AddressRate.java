package dev.carillon.gateway.limits;

import dev.carillon.gateway.peer.Proxies;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** How often one address may ask for what needs no key. */
record AddressRate(Rates rates, Proxies proxies) implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext rc) {
    if (rates.admit(rc, proxies.client(rc.request()).group())) {
      rc.next();
    } else {
      rc.fail(rates.refusal("Your address"));
    }
  }
}
