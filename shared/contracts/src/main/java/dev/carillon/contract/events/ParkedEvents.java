package dev.carillon.contract.events;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What each service with an outbox answers about its parked events. */
public final class ParkedEvents {
  private static final Duration READ = Duration.ofSeconds(3);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Lists those of users-service. */
  public static final Contract<ListParked, ParkedPage> USERS_LIST = list("users.parked.list.v1");

  /** Lists those of notifier-service. */
  public static final Contract<ListParked, ParkedPage> NOTIFIER_LIST = list("mail.parked.list.v1");

  /** Lets one of users-service be delivered again. NOT_FOUND. */
  public static final Contract<Id, Answered<ParkedEvent>> USERS_RETRY =
      retry("users.parked.retry.v1");

  /** Lets one of notifier-service be delivered again. NOT_FOUND. */
  public static final Contract<Id, Answered<ParkedEvent>> NOTIFIER_RETRY =
      retry("mail.parked.retry.v1");

  /** Drops one of users-service for good. NOT_FOUND; CONFLICT for what must arrive. */
  public static final Contract<Id, Done> USERS_DROP = drop("users.parked.drop.v1");

  /** Drops one of notifier-service for good. NOT_FOUND; CONFLICT for what must arrive. */
  public static final Contract<Id, Done> NOTIFIER_DROP = drop("mail.parked.drop.v1");

  private ParkedEvents() {}

  private static Contract<ListParked, ParkedPage> list(String address) {
    return contract(address, ListParked.class, ParkedPage.class, READ)
        .exposed(Scope.ADMIN)
        .reading();
  }

  private static Contract<Id, Answered<ParkedEvent>> retry(String address) {
    return contract(address, Id.class, Answered.of(ParkedEvent.class), WRITE)
        .exposed(Scope.ADMIN)
        .keyed();
  }

  private static Contract<Id, Done> drop(String address) {
    return contract(address, Id.class, Done.class, WRITE).exposed(Scope.ADMIN);
  }
}
