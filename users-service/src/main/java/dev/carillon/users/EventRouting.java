package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.Done;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.users.Users;
import dev.carillon.store.pg.Consumers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Brings users' events to the durable consumers that the configuration names, then to everyone. */
final class EventRouting implements Consumers {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Map<String, Contract<DomainEvent, Done>> KNOWN =
      Map.of("mail", Mails.ON_USER_EVENT);

  private final Bus bus;
  private final Clocks clocks;
  private final List<Contract<DomainEvent, Done>> durable;

  EventRouting(Bus bus, Clocks clocks, List<String> consumers) {
    this.bus = bus;
    this.clocks = clocks;
    this.durable = consumers.stream().map(EventRouting::known).toList();
  }

  private static Contract<DomainEvent, Done> known(String name) {
    Contract<DomainEvent, Done> contract = KNOWN.get(name);
    if (contract == null) {
      throw new IllegalArgumentException(
          "CARILLON_USERS_CONSUMERS: " + name + " is not one of " + KNOWN.keySet());
    }
    return contract;
  }

  @Override
  public Future<?> deliver(DomainEvent event) {
    Call call = Call.internal("users-service", LIMIT, clocks);
    return Future.join(durable.stream().map(c -> bus.request(c, call, event)).toList());
  }

  @Override
  public void tell(DomainEvent event) {
    bus.publish(Users.CHANGED, event);
  }
}
