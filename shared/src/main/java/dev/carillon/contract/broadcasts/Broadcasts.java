package dev.carillon.contract.broadcasts;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Role;
import java.time.Duration;

/** What notifier-service answers about broadcasts. */
public final class Broadcasts {
  private static final Duration WRITE = Duration.ofSeconds(5);

  /** Fires a broadcast once; answers after the commit. NOT_FOUND. */
  public static final Contract<RunBroadcast, FiredBroadcast> RUN =
      contract("broadcasts.run.v1", RunBroadcast.class, FiredBroadcast.class, WRITE)
          .exposed(Role.ADMIN);

  private Broadcasts() {}
}
