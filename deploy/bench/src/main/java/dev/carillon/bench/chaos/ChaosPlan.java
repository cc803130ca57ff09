package dev.carillon.bench.chaos;

import dev.carillon.bench.chaos.fault.PlantedFault;
import dev.carillon.bench.chaos.trouble.Troubles;
import java.time.Duration;
import java.util.List;

/**
 * How much is to go wrong.
 *
 * @param seed of all random choices
 * @param length for how long mail comes in while troubles strike
 * @param perSecond how many clients come in a second
 * @param troubles the names of those that strike
 * @param every so often one strikes
 * @param outage how long PostgreSQL is away at the end; zero for not at all
 * @param faults what is planted into the database, to be found
 * @param previous the class path of an earlier version, which every second process runs; may be
 *     empty
 */
public record ChaosPlan(
    long seed,
    Duration length,
    int perSecond,
    List<String> troubles,
    Duration every,
    Duration outage,
    List<PlantedFault> faults,
    String previous) {
  private static final Duration SHORT = Duration.ofSeconds(90);

  public ChaosPlan {
    troubles = List.copyOf(troubles);
    faults = List.copyOf(faults);
  }

  /** With faults, and nothing that strikes: what is found is the fault. */
  static ChaosPlan toFind(List<PlantedFault> faults, long seed) {
    return new ChaosPlan(
        seed,
        Duration.ofSeconds(8),
        40,
        List.of(),
        Duration.ofSeconds(2),
        Duration.ZERO,
        faults,
        "");
  }

  /** Whether and not from where: a class path takes pages. */
  @Override
  public String toString() {
    return "seed=%d, length=%s, perSecond=%d, troubles=%s, every=%s, outage=%s, faults=%s, versions=%d"
        .formatted(
            seed, length, perSecond, troubles, every, outage, faults, previous.isEmpty() ? 1 : 2);
  }

  /** In a short run nothing may take minutes. */
  boolean isShort() {
    return length.compareTo(SHORT) < 0;
  }

  /** A long run has users, with quiet hours and erasures. */
  boolean hasUsers() {
    return !isShort();
  }

  /** How long a trouble may go on. */
  Duration longestTrouble() {
    return isShort() ? Duration.ofSeconds(3) : Duration.ofSeconds(14);
  }

  /** The troubles that there are. */
  static List<String> allTroubles() {
    return Troubles.names();
  }
}
