package dev.carillon.contract.suppressions;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.contract.Ping;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What notifier-service answers about mail that is not to be sent, for good or for now. */
public final class Suppressions {
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Adds an address; it counts for what is sent from now on. */
  public static final Contract<Suppress, Answered<Suppression>> ADD =
      contract("suppressions.add.v2", Suppress.class, Answered.of(Suppression.class), WRITE)
          .exposed(Scope.MAIL_SEND)
          .keyed();

  /** Takes an address off the list. NOT_FOUND. */
  public static final Contract<Suppress, Done> REMOVE =
      contract("suppressions.remove.v1", Suppress.class, Done.class, WRITE)
          .exposed(Scope.MAIL_SEND);

  /** Lists them. */
  public static final Contract<ListSuppressions, SuppressionPage> LIST =
      contract("suppressions.list.v1", ListSuppressions.class, SuppressionPage.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Looks what a link is about, and changes nothing. INVALID for a link that is none. */
  public static final Contract<Unsubscribe, LinkTarget> READ_LINK =
      contract("suppressions.read-link.v2", Unsubscribe.class, LinkTarget.class, READ).reading();

  /** Does what a link asks for. INVALID for a link that is none. */
  public static final Contract<Unsubscribe, Done> UNSUBSCRIBE =
      contract("suppressions.unsubscribe.v1", Unsubscribe.class, Done.class, WRITE);

  /**
   * Takes back what a link has asked for. INVALID for a link that is none; CONFLICT where somebody
   * else wants that the address gets no such mail.
   */
  public static final Contract<Unsubscribe, Done> RESUBSCRIBE =
      contract("suppressions.resubscribe.v1", Unsubscribe.class, Done.class, WRITE);

  /** Holds mail; what a worker has already goes out. */
  public static final Contract<Pause, Answered<Pauses>> PAUSE =
      contract("mail.pause.v2", Pause.class, Answered.of(Pauses.class), WRITE)
          .exposed(Scope.ADMIN)
          .keyed();

  /** Lets it go. */
  public static final Contract<Pause, Pauses> RESUME =
      contract("mail.resume.v1", Pause.class, Pauses.class, WRITE).exposed(Scope.ADMIN);

  /** What is held. */
  public static final Contract<Ping, Pauses> PAUSES =
      contract("mail.pauses.v1", Ping.class, Pauses.class, READ).exposed(Scope.MAIL_READ).reading();

  private Suppressions() {}
}
