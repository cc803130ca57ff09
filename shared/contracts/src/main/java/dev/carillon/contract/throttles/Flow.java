package dev.carillon.contract.throttles;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.Ping;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What notifier-service answers about mail that waits its turn. */
public final class Flow {
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Makes or changes a throttle; what it held is looked at anew. */
  public static final Contract<Throttle, Throttle> PUT_THROTTLE =
      contract("flow.throttles.put.v1", Throttle.class, Throttle.class, WRITE).exposed(Scope.ADMIN);

  /** Ends a throttle and lets go what it held. NOT_FOUND. */
  public static final Contract<ThrottleName, Done> DELETE_THROTTLE =
      contract("flow.throttles.delete.v1", ThrottleName.class, Done.class, WRITE)
          .exposed(Scope.ADMIN);

  /** All throttles. */
  public static final Contract<Ping, Throttles> THROTTLES =
      contract("flow.throttles.list.v1", Ping.class, Throttles.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** The SMTP servers. */
  public static final Contract<Ping, SmtpServers> SERVERS =
      contract("flow.servers.list.v1", Ping.class, SmtpServers.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Pauses, resumes or limits a server; every process knows of it within a second. NOT_FOUND. */
  public static final Contract<SmtpServerRule, SmtpServerRule> PUT_SERVER =
      contract("flow.servers.put.v1", SmtpServerRule.class, SmtpServerRule.class, WRITE)
          .exposed(Scope.ADMIN);

  /** Open windows and holds. */
  public static final Contract<Ping, Held> HELD =
      contract("flow.held.v1", Ping.class, Held.class, READ).exposed(Scope.MAIL_READ).reading();

  /** Closes a window: its mail goes out now. NOT_FOUND. */
  public static final Contract<Id, Answered<Done>> CLOSE_WINDOW =
      contract("flow.windows.close.v2", Id.class, Answered.of(Done.class), WRITE)
          .exposed(Scope.MAIL_SEND)
          .keyed();

  private Flow() {}
}
