package dev.carillon.users.api;

import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.events.UserEvents;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.Users;
import dev.carillon.store.pg.outbox.Consumers;
import dev.carillon.users.domain.ErasureStore;
import dev.carillon.users.domain.ProfileErasure;
import dev.carillon.users.domain.ProfileStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings users' events to the durable consumers that the configuration names, then to everyone. The
 * profiles are one of them: an erased user's document goes even if the process died in between.
 */
public final class UserEventRouting implements Consumers<UserEvent> {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration BATCH_LIMIT = Duration.ofSeconds(10);
  private static final String ON_THE_BUS = "bus:";
  private static final Map<String, DurableConsumer> KNOWN =
      Map.of(
          "mail",
          new DurableConsumer(
              Mails.TAKE_USER_EVENT, Mails.TAKE_USER_EVENTS, UserEventRouting::concernsMail));

  private final Bus bus;
  private final Clocks clocks;
  private final ProfileErasure profile;
  private final ErasureStore erasures;
  private final List<DurableConsumer> durable;

  /**
   * To the consumers that are named.
   *
   * @param erasures learns how much the consumers have erased
   */
  public UserEventRouting(
      Bus bus,
      Clocks clocks,
      ProfileStore profiles,
      ErasureStore erasures,
      List<String> consumers) {
    this.bus = bus;
    this.clocks = clocks;
    this.profile = new ProfileErasure(profiles, erasures);
    this.erasures = erasures;
    this.durable = consumers.stream().map(UserEventRouting::known).toList();
  }

  /**
   * What consumers may be called: {@code mail}, and {@code bus:} with a name of another program.
   */
  public static boolean isConsumer(String name) {
    return KNOWN.containsKey(name)
        || (name.startsWith(ON_THE_BUS) && UserEvents.isName(name.substring(ON_THE_BUS.length())));
  }

  private static DurableConsumer known(String name) {
    if (!isConsumer(name)) {
      throw new IllegalArgumentException("Not a consumer: " + name);
    }
    DurableConsumer consumer = KNOWN.get(name);
    return consumer == null
        ? DurableConsumer.onTheBus(name.substring(ON_THE_BUS.length()))
        : consumer;
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

  /** Whether somebody must have the event for good: the profiles must, of who is erased. */
  public boolean isWanted(UserEvent event) {
    return event instanceof UserEvent.Erased
        || durable.stream().anyMatch(consumer -> consumer.wants().test(event));
  }

  /** An erasure is many statements, at several places, and says how much was erased. */
  @Override
  public boolean takesTogether(DomainEvent<UserEvent> event) {
    return !(event.data() instanceof UserEvent.Erased);
  }

  @Override
  public Future<List<Outcome<Void>>> deliverAll(List<DomainEvent<UserEvent>> events) {
    Call call = Call.internal("users-service", BATCH_LIMIT, clocks);
    Future<List<Outcome<Void>>> all =
        Future.succeededFuture(
            events.stream()
                .<Outcome<Void>>map(event -> Outcome.of(Future.succeededFuture()))
                .toList());
    for (DurableConsumer consumer : durable) {
      Future<List<Outcome<Void>>> before = all;
      all =
          consumer
              .takeAll(bus, call, events)
              .compose(theirs -> before.map(others -> worst(others, theirs)));
    }
    return all;
  }

  /** Of each what may pass before what is for good, and that before what was taken. */
  private static List<Outcome<Void>> worst(List<Outcome<Void>> some, List<Outcome<Void>> others) {
    List<Outcome<Void>> worst = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      worst.add(
          some.get(i) instanceof Outcome.Failure<Void>(Throwable cause)
                  && (mayPass(cause) || others.get(i) instanceof Outcome.Success)
              ? some.get(i)
              : others.get(i));
    }
    return worst;
  }

  @Override
  public Future<?> deliver(DomainEvent<UserEvent> event) {
    Call call = Call.internal("users-service", LIMIT, clocks);
    List<Future<EventTaken>> all = new ArrayList<>();
    durable.stream()
        .filter(consumer -> consumer.wants().test(event.data()))
        .forEach(consumer -> all.add(consumer.take(bus, call, event)));
    if (!(event.data() instanceof UserEvent.Erased erased)) {
      return Gather.settled(all).compose(UserEventRouting::together);
    }
    all.add(profile.of(erased.userId()).map(new EventTaken(null)));
    return Gather.settled(all)
        .compose(UserEventRouting::together)
        .compose(taken -> erasures.note(erased.userId(), erased(taken)));
  }

  /** The audit says how much was erased, once everybody has. */
  private static Map<String, Long> erased(List<EventTaken> taken) {
    Map<String, Long> counts = new TreeMap<>();
    for (EventTaken one : taken) {
      if (one.erased() != null) {
        one.erased().forEach((kind, n) -> counts.merge(kind, n, Long::sum));
      }
    }
    return counts;
  }

  /** What one refuses for good must not hide that another could not take it yet. */
  private static Future<List<EventTaken>> together(List<Outcome<EventTaken>> outcomes) {
    List<Throwable> failures = new ArrayList<>();
    List<EventTaken> taken = new ArrayList<>();
    for (Outcome<EventTaken> outcome : outcomes) {
      switch (outcome) {
        case Outcome.Success<EventTaken>(EventTaken one) -> taken.add(one);
        case Outcome.Failure<EventTaken>(Throwable cause) -> failures.add(cause);
      }
    }
    return failures.isEmpty()
        ? Future.succeededFuture(taken)
        : Future.failedFuture(
            failures.stream()
                .filter(UserEventRouting::mayPass)
                .findFirst()
                .orElse(failures.get(0)));
  }

  private static boolean mayPass(Throwable cause) {
    return !DurableConsumer.isForGood(cause);
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
