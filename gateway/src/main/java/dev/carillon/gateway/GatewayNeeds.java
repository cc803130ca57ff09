package dev.carillon.gateway;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.bus.canary.Canaries;
import dev.carillon.bus.canary.Need;
import dev.carillon.contract.Done;
import dev.carillon.contract.Ping;
import dev.carillon.contract.catalogue.Catalogue;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.lifecycle.Component;
import dev.carillon.lifecycle.Health;
import dev.carillon.lifecycle.HealthCheck;
import dev.carillon.management.Management;
import dev.carillon.management.NodeFacts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the gateway cannot work without: users and mail, at every address at which it asks them. It
 * is ready while one process of each answers, whatever becomes of the others; and what it knows of
 * that is at hand, so that its answer never waits for somebody who stands still.
 */
final class GatewayNeeds {
  private static final Set<String> OF_USERS = Set.of("users", "keys", "tokens");

  /**
   * What nodes and gateways are asked for themselves, services among one another, and what may be
   * missing.
   */
  private static final Set<String> NOT_ASKED = Set.of("tasks", "cluster", "inbox", "presence");

  private static final Set<Contract<?, ?>> OF_SERVICES =
      Set.of(Mails.CALL_BACK, Mails.ON_USER_EVENT, Mails.TAKE_USER_EVENT, Mails.TAKE_USER_EVENTS);

  private final Vertx vertx;
  private final Clocks clocks;
  private final Canaries canaries;

  GatewayNeeds(Vertx vertx, Clocks clocks) {
    this.vertx = vertx;
    this.clocks = clocks;
    this.canaries = Management.canaries(vertx, clocks);
  }

  List<Component> components() {
    Need users = need("users", OF_USERS::contains, Users.PING);
    Need mail = need("mail", area -> !OF_USERS.contains(area), Mails.PING);
    List<Need> both = List.of(users, mail);
    NodeFacts facts = NodeFacts.of(vertx);
    return List.of(
        new Component(
            "canaries",
            () -> {
              facts.runs("gateway");
              return canaries.need(both);
            },
            () -> {
              canaries.forget(both);
              return Future.succeededFuture();
            }),
        Health.of(vertx)
            .component(
                "gateway health",
                List.of(check("users canary", users), check("mail canary", mail))));
  }

  private Need need(String name, Predicate<String> areas, Contract<Ping, Done> older) {
    Bus bus = new Bus(vertx, clocks);
    List<String> addresses =
        Catalogue.contracts().stream()
            .filter(contract -> !OF_SERVICES.contains(contract))
            .map(Contract::address)
            .filter(address -> !NOT_ASKED.contains(area(address)) && areas.test(area(address)))
            .toList();
    return new Need(
        name,
        addresses,
        () -> bus.request(older, Call.internal("gateway", older.timeout(), clocks), new Ping()));
  }

  private static String area(String address) {
    return address.substring(0, address.indexOf('.'));
  }

  private HealthCheck check(String name, Need need) {
    return new HealthCheck(
        name,
        () -> {
          String trouble = canaries.trouble(need);
          return trouble == null
              ? Future.succeededFuture()
              : Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, trouble));
        });
  }
}
