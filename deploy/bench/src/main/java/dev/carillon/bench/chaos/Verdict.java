package dev.carillon.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Compares what was acknowledged, what the tables say, and what arrived. */
final class Verdict {
  private final Witness witness;
  private final List<UUID> acknowledged;
  private final Map<String, Integer> arrivals = new HashMap<>();
  private final Map<String, Set<String>> idsOfRecipient = new HashMap<>();

  Verdict(Witness witness, Path ledger, List<UUID> acknowledged) throws IOException {
    this.witness = witness;
    this.acknowledged = acknowledged;
    for (String line : Files.readAllLines(ledger)) {
      String[] parts = line.split("\t", -1);
      String id = parts[1].substring(1, parts[1].indexOf('@'));
      arrivals.merge(id, 1, Integer::sum);
      idsOfRecipient.computeIfAbsent(parts[0], r -> new HashSet<>()).add(parts[1]);
    }
  }

  ChaosReport report(long died, List<Long> rescues, ChaosReport.Outage outage) throws SQLException {
    Map<String, String> states = pairs("select mail_id, state from notifier.outcome");
    Map<String, String> unknowns =
        pairs(
            "select mail_id, count(*) from notifier.attempt where outcome = 'unknown'"
                + " group by mail_id");
    Set<String> stored = new HashSet<>(witness.rows("select id from notifier.mail"));
    int lost = 0;
    for (UUID id : acknowledged) {
      String state = states.get(id.toString());
      boolean arrived = arrivals.containsKey(id.toString());
      boolean fine =
          stored.contains(id.toString()) && ("d".equals(state) || ("s".equals(state) && arrived));
      lost += fine ? 0 : 1;
    }
    return new ChaosReport(
        acknowledged.size(),
        lost,
        (int) arrivals.keySet().stream().filter(id -> !stored.contains(id)).count(),
        arrivals.values().stream().mapToInt(n -> n - 1).sum(),
        unexplained(unknowns),
        isBalanced(),
        witness.number("select count(*) from notifier.broadcast_tick where name = 'chaos'"),
        missedTicks(),
        died,
        rescues,
        outage);
  }

  /** A copy needs an attempt whose end nobody knew, and has the Message-ID of the first. */
  private int unexplained(Map<String, String> unknowns) {
    int unexplained = 0;
    for (Map.Entry<String, Integer> arrival : arrivals.entrySet()) {
      int reasons = Integer.parseInt(unknowns.getOrDefault(arrival.getKey(), "0"));
      unexplained += Math.max(0, arrival.getValue() - 1 - reasons);
    }
    return unexplained
        + (int) idsOfRecipient.values().stream().filter(ids -> ids.size() > 1).count();
  }

  private boolean isBalanced() throws SQLException {
    return witness.number(
            "select (select coalesce(sum(n), 0) from notifier.accept_batch)"
                + " + (select coalesce(sum(n), 0) from notifier.ledger_entry"
                + " where state in ('a', 'l'))"
                + " - (select count(*) from notifier.outcome)")
        == 0;
  }

  private long missedTicks() throws SQLException {
    return witness.number(
        "select coalesce(extract(epoch from max(fire_at) - min(fire_at))::bigint + 1 - count(*), 0)"
            + " from notifier.broadcast_tick where name = 'chaos'");
  }

  private Map<String, String> pairs(String sql) throws SQLException {
    Map<String, String> pairs = new HashMap<>();
    for (String row : witness.rows(sql)) {
      String[] parts = row.split("\t", -1);
      pairs.put(parts[0], parts[1]);
    }
    return pairs;
  }
}
