package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Wanted;
import dev.carillon.bench.chaos.witness.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Compares what was promised with what arrived. */
public final class Verdict {
  private Verdict() {}

  /** Judges a run that is over. */
  public static ChaosReport of(Evidence evidence, Tables tables) throws SQLException {
    Findings findings = new Findings();
    Excuses excuses = new Excuses(evidence);
    Copies copies = new Copies(evidence, excuses);
    States states = new States(evidence, excuses, tables);
    Arrivals arrivals = new Arrivals(evidence, states);
    Lateness lateness = new Lateness(evidence);
    copies.judge(findings);
    arrivals.judge(findings);
    lateness.judge(findings);
    states.judge(findings);
    States.judgeTables(tables, findings);
    int acknowledged =
        (int) evidence.promises().all().stream().filter(Wanted::isAcknowledged).count();
    List<Long> stalls = evidence.heartbeat().all();
    List<String> lines = new ArrayList<>();
    lines.add(arrivals.count() + " recipients got mail; " + copies.count() + " copies");
    lines.add(
        "first attempt after it was due, ms: p50 %d, p99 %d, most %d"
            .formatted(
                lateness.percentile(0.5), lateness.percentile(0.99), lateness.percentile(1)));
    lines.add(
        ("the machine stood still %d times, the longest for %d ms; bounds of time times %.1f at most;"
                + " others for each processor: %.1f at most")
            .formatted(
                stalls.size(),
                stalls.stream().mapToLong(s -> s).max().orElse(0),
                evidence.heartbeat().slowness(0, Long.MAX_VALUE),
                evidence.heartbeat().load(0, Long.MAX_VALUE)));
    if (!evidence.whileAway().isEmpty()) {
      lines.add(
          "while PostgreSQL was away: %d of %d answers 503, the slowest after %d ms"
              .formatted(
                  evidence.whileAway().stream().filter(Answer::isRefused).count(),
                  evidence.whileAway().size(),
                  evidence.whileAway().stream().mapToLong(Answer::millis).max().orElse(0)));
    }
    if (!findings.all().isEmpty()) {
      evidence.spans().forEach(span -> lines.add("  " + span));
    }
    return new ChaosReport(findings.all(), acknowledged, lateness.unjudged(), lines);
  }
}
