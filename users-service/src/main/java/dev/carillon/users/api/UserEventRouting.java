package dev.carillon.users.api;

import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.Done;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.store.pg.outbox.Consumers;
import dev.carillon.users.domain.ProfileStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings users' events to the durable consumers that the configuration names, then to everyone. The
 * profiles are one of them: an erased user's document goes even if the process died in between.
 */
public final class UserEventRouting implements Consumers<UserEvent> {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Map<String, Durable> KNOWN =
      Map.of("mail", new Durable(Mails.ON_USER_EVENT, UserEventRouting::concernsMail));

  private final Bus bus;
  private final Clocks clocks;
  private final ProfileStore profiles;
  private final List<Durable> durable;

  /**
   * Who gets events for good.
   *
   * @param wants which of them mean something there: the others are not brought
   */
  private record Durable(
      Contract<DomainEvent<UserEvent>, Done> contract, Predicate<UserEvent> wants) {}

  public UserEventRouting(Bus bus, Clocks clocks, ProfileStore profiles, List<String> consumers) {
    this.bus = bus;
    this.clocks = clocks;
    this.profiles = profiles;
    this.durable = consumers.stream().map(UserEventRouting::known).toList();
  }

  /** The names that consumers may have. */
  public static Set<String> known() {
    return KNOWN.keySet();
  }

  private static Durable known(String name) {
    Durable consumer = KNOWN.get(name);
    if (consumer == null) {
      throw new IllegalArgumentException("Not a consumer: " + name);
    }
    return consumer;
  }

  /** Who is new and welcome gets a mail, and what waits for who is gone is called back. */
  private static boolean concernsMail(UserEvent event) {
    return event instanceof UserEvent.Erased
        || (event instanceof UserEvent.Created created && Boolean.TRUE.equals(created.welcome()));
  }

  @Override
  public Map<String, Class<? extends UserEvent>> events() {
    return Map.of(Users.CHANGED.address(), UserEvent.class);
  }

  @Override
  public Future<?> deliver(DomainEvent<UserEvent> event) {
    Call call = Call.internal("users-service", LIMIT, clocks);
    List<Future<Done>> all = new ArrayList<>();
    durable.stream()
        .filter(consumer -> consumer.wants().test(event.data()))
        .forEach(consumer -> all.add(bus.request(consumer.contract(), call, event)));
    if (event.data() instanceof UserEvent.Erased erased) {
      all.add(profiles.erase(erased.userId()).map(new Done()));
    }
    return Gather.settled(all).compose(UserEventRouting::together);
  }

  /** What one refuses for good must not hide that another could not take it yet. */
  private static Future<Void> together(List<Outcome<Done>> outcomes) {
    List<Throwable> failures =
        outcomes.stream()
            .filter(Outcome.Failure.class::isInstance)
            .map(o -> ((Outcome.Failure<Done>) o).cause())
            .toList();
    return failures.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(
            failures.stream()
                .filter(UserEventRouting::mayPass)
                .findFirst()
                .orElse(failures.get(0)));
  }

  private static boolean mayPass(Throwable cause) {
    return !(cause instanceof Failure failure && failure.code().definitive());
  }

  /** The addresses of somebody who was erased are for those who must act on them only. */
  @Override
  public void tell(DomainEvent<UserEvent> event) {
    bus.publish(
        Users.CHANGED,
        event.data() instanceof UserEvent.Erased erased
            ? event.with(erased.withoutAddresses())
            : event);
  }
}
