package dev.carillon.contract.broadcasts;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Done;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What notifier-service answers about broadcasts. */
public final class Broadcasts {
  /** Who may hear what broadcasts fire may know what they are. */
  private static final Scope LISTEN = Scope.subscribe("broadcasts");

  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Fires a broadcast once; answers after the commit. NOT_FOUND. */
  public static final Contract<RunBroadcast, FiredBroadcast> RUN =
      contract("broadcasts.run.v1", RunBroadcast.class, FiredBroadcast.class, WRITE)
          .exposed(Scope.ADMIN)
          .keyed();

  /** Makes or replaces one; answers after the commit. INVALID, PRECONDITION. */
  public static final Contract<PutBroadcast, Broadcast> PUT =
      contract("broadcasts.put.v1", PutBroadcast.class, Broadcast.class, WRITE)
          .exposed(Scope.ADMIN);

  /** Reads one. NOT_FOUND. */
  public static final Contract<GetBroadcast, Broadcast> GET =
      contract("broadcasts.get.v1", GetBroadcast.class, Broadcast.class, READ)
          .exposed(LISTEN)
          .reading();

  /** Lists them. */
  public static final Contract<ListBroadcasts, BroadcastPage> LIST =
      contract("broadcasts.list.v1", ListBroadcasts.class, BroadcastPage.class, READ)
          .exposed(LISTEN)
          .reading();

  /** Deletes one. NOT_FOUND, PRECONDITION; CONFLICT for the one that is built in. */
  public static final Contract<DeleteBroadcast, Done> DELETE =
      contract("broadcasts.delete.v1", DeleteBroadcast.class, Done.class, WRITE)
          .exposed(Scope.ADMIN);

  /** Lists what one has fired. NOT_FOUND. */
  public static final Contract<ListTicks, TickPage> TICKS =
      contract("broadcasts.ticks.v1", ListTicks.class, TickPage.class, READ)
          .exposed(LISTEN)
          .reading();

  private Broadcasts() {}
}
