package dev.carillon.bench.chaos;

import java.util.Collections;
import java.util.List;

/**
 * What a run of chaos came to.
 *
 * @param acknowledged how many mails were accepted and said to be
 * @param lost of these, how many are missing, unsettled, or sent without having arrived
 * @param unexpected how many arrived that nobody had accepted
 * @param copies how many arrived more often than once
 * @param unexplained how many copies the timeline does not explain, or with another Message-ID
 * @param balanced whether the ledger balances
 * @param ticks how many ticks of one second fired
 * @param missedTicks how many did not
 * @param died how many processes ended that nobody had killed
 * @param rescueMillis how long after each SIGKILL nothing was in the hands of the dead any more
 * @param outage what was seen while PostgreSQL was away, and after
 */
public record ChaosReport(
    int acknowledged,
    int lost,
    int unexpected,
    int copies,
    int unexplained,
    boolean balanced,
    long ticks,
    long missedTicks,
    long died,
    List<Long> rescueMillis,
    Outage outage) {
  private static final int UNAVAILABLE = 503;

  /**
   * While PostgreSQL was away.
   *
   * @param answers to mails that could not be stored
   * @param firstDeliveryMillis how long after its return the first mail was settled; -1 if there
   *     was no outage
   */
  record Outage(List<Clients.Answer> answers, long firstDeliveryMillis) {
    Outage {
      answers = List.copyOf(answers);
    }

    long refused() {
      return answers.stream().filter(a -> a.status() == UNAVAILABLE).count();
    }

    long slowest() {
      return answers.stream().mapToLong(Clients.Answer::millis).max().orElse(0);
    }
  }

  public ChaosReport {
    rescueMillis = List.copyOf(rescueMillis);
  }

  /** Whether every promise was kept. */
  public boolean kept() {
    return lost == 0
        && unexpected == 0
        && unexplained == 0
        && balanced
        && missedTicks == 0
        && died == 0
        && outage.refused() == outage.answers().size();
  }

  /** The rescue that a share of all was not slower than; -1 if there was none. */
  public long rescue(double share) {
    List<Long> sorted = rescueMillis.stream().sorted(Collections.reverseOrder()).toList();
    return sorted.isEmpty() ? -1 : sorted.get((int) (sorted.size() * (1 - share)));
  }

  @Override
  public String toString() {
    return """
    acknowledged %d, lost %d, unexpected %d, copies %d, unexplained copies %d, ledger: %s
    ticks of 1 s: %d fired, %d missed (a second firing of one is impossible by its key)
    processes that died by themselves: %d
    rescue after SIGKILL, ms: p50 %d, p99 %d, most %d, of %d
    while PostgreSQL was away: %d of %d answers 503, the slowest after %d ms
    first delivery after PostgreSQL's return, ms: %d
    %s"""
        .formatted(
            acknowledged,
            lost,
            unexpected,
            copies,
            unexplained,
            balanced ? "balanced" : "NOT BALANCED",
            ticks,
            missedTicks,
            died,
            rescue(0.5),
            rescue(0.99),
            rescue(1),
            rescueMillis.size(),
            outage.refused(),
            outage.answers().size(),
            outage.slowest(),
            outage.firstDeliveryMillis(),
            kept() ? "every promise was kept" : "A PROMISE WAS BROKEN");
  }
}
