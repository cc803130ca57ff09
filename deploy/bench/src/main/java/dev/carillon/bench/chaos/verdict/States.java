package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.smtp.Fate;
import dev.carillon.bench.chaos.smtp.Meant;
import dev.carillon.bench.chaos.traffic.Wanted;
import dev.carillon.bench.chaos.traffic.Wanted.Promise;
import dev.carillon.bench.chaos.witness.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tables say, where it contradicts what was seen from outside. */
final class States {
  private final Evidence evidence;
  private final Excuses excuses;
  private final Map<String, String> states = new HashMap<>(); // by id

  States(Evidence evidence, Excuses excuses, Tables tables) throws SQLException {
    this.evidence = evidence;
    this.excuses = excuses;
    for (String row : tables.rows("select mail_id, state from notifier.outcome")) {
      String[] parts = row.split("\t", -1);
      states.put(parts[0], parts[1]);
    }
  }

  void judge(Findings findings) {
    Map<String, List<Fate>> byRecipient = new HashMap<>();
    for (Fate fate : evidence.fates().all()) {
      byRecipient.computeIfAbsent(fate.recipient(), r -> new ArrayList<>()).add(fate);
    }
    for (Wanted wanted : evidence.promises().all()) {
      if (wanted.id() != null && wanted.isAcknowledged()) {
        judge(wanted, byRecipient.getOrDefault(wanted.recipient(), List.of()), findings);
      }
    }
    evidence.whileAway().stream()
        .filter(answer -> !answer.isRefused())
        .forEach(answer -> findings.add(Broken.NOT_REFUSED, answer.toString()));
    long accepted =
        evidence.promises().all().stream()
            .filter(Wanted::isAcknowledged)
            .map(Wanted::id)
            .distinct()
            .count();
    String ledger = evidence.ledger().encode();
    findings.addIf(
        !evidence.ledger().getBoolean("balanced", false)
            || evidence.ledger().getLong("accepted", 0L) < accepted,
        Broken.LEDGER,
        accepted + " mails were acknowledged; " + ledger);
    findings.addIf(evidence.died() > 0, Broken.DIED, evidence.died() + " processes");
  }

  private void judge(Wanted wanted, List<Fate> fates, Findings findings) {
    String state = states.getOrDefault(String.valueOf(wanted.id()), "");
    boolean meant = Meant.of(wanted.recipient()).endsDead();
    String words = wanted.recipient() + " " + wanted.id() + " is " + state;
    findings.addIf(state.isEmpty(), Broken.UNSETTLED, words);
    findings.addIf(state.equals("d") && !meant, Broken.WRONGLY_DEAD, words);
    findings.addIf(
        meant && wanted.promise() == Promise.SENT && !state.isEmpty() && !state.equals("d"),
        Broken.NOT_DEAD,
        words);
    findings.addIf(
        state.equals("u") && fates.stream().noneMatch(excuses::has), Broken.WRONGLY_UNKNOWN, words);
    boolean isPromised = wanted.promise() == Wanted.Promise.SENT && !meant;
    boolean mustBeTaken = state.equals("s") || (isPromised && !isRightlyUnknown(wanted));
    if (mustBeTaken && fates.stream().noneMatch(Fate::isTaken)) {
      findings.add(Broken.LOST, words + evidence.story(wanted));
    }
  }

  /** Whether the product says that a mail was perhaps sent, and rightly so. */
  boolean isRightlyUnknown(Wanted wanted) {
    return "u".equals(states.get(wanted.id())) && excuses.mayBeUnknown(wanted.recipient());
  }

  /** The ticks of a second. */
  static void judgeTables(Tables tables, Findings findings) throws SQLException {
    long missed =
        tables.number(
            "select coalesce(extract(epoch from max(fire_at) - min(fire_at))::bigint + 1"
                + " - count(*), 0) from notifier.broadcast_tick where name = 'chaos'");
    findings.addIf(missed != 0, Broken.TICK, missed + " ticks were missed");
  }
}
