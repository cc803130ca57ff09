package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.queue.AttemptOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What must hold after every step, and what must hold at the end. */
final class Checker {
  private final SimDatabase database;

  Checker(SimDatabase database) {
    this.database = database;
  }

  /** What is wrong, or null. */
  @Nullable String afterStep() {
    Map<UUID, Integer> places = new HashMap<>();
    database.ready.forEach(c -> c.ids().forEach(id -> places.merge(id, 1, Integer::sum)));
    database.leases.values().forEach(l -> l.ids.forEach(id -> places.merge(id, 1, Integer::sum)));
    database.deferred.keySet().forEach(id -> places.merge(id, 1, Integer::sum));
    Set<String> keys = new HashSet<>();
    for (SimMail mail : database.mails.values()) {
      if (mail.key != null && !mail.isUnsent() && !keys.add(mail.key)) {
        return "there are two mails under " + mail.key;
      }
      String wrong = wrong(mail, places.getOrDefault(mail.id, 0));
      wrong = wrong == null ? wrongWindow(mail) : wrong;
      if (wrong != null) {
        return "mail " + mail.id + " " + wrong;
      }
    }
    if (database.violation != null) {
      return database.violation;
    }
    return database.budget.isKept() ? null : "more was sent than the limit of the server leaves";
  }

  /** Every mail is in exactly one place; the ledger is nothing else. */
  private @Nullable String wrong(SimMail mail, int places) {
    if (mail.outcome == null && places != 1) {
      return places == 0 ? "is lost" : "is in " + places + " places";
    }
    if (mail.outcome != null && places != 0) {
      return "is " + mail.outcome + " and still waits to be sent";
    }
    if (mail.outcome == AttemptOutcome.Kind.CANCELLED && !mail.cancelAsked) {
      return "was cancelled by nobody";
    }
    int arrived = database.copies.of(mail.id);
    if (mail.cancelAcknowledged && arrived > 0) {
      return "was cancelled and sent";
    }
    if (database.copies.unexcused(mail.id) > 1) {
      return "was sent " + arrived + " times, excused by " + database.copies.excuses(mail.id);
    }
    if (mail.dates.size() > 1) {
      return "was written with the dates " + mail.dates;
    }
    if (mail.resends > SimNode.RETRIES.unknown().size()) {
      return "was sent again " + mail.resends + " times though it had perhaps been sent";
    }
    return mail.outcome == AttemptOutcome.Kind.SENT && arrived == 0
        ? "is sent and did not arrive"
        : null;
  }

  /** What another took the place of waits no more, unless that one was called back. */
  private @Nullable String wrongWindow(SimMail mail) {
    if (mail.mergedInto == null) {
      return null;
    }
    if (mail.outcome == null) {
      return "was merged into another and still waits";
    }
    if (database.copies.of(mail.id) > 0) {
      return "was merged into another and sent";
    }
    return database.mail(mail.mergedInto).outcome == AttemptOutcome.Kind.CANCELLED
        ? "was merged into one that was called back"
        : null;
  }

  /** After all has calmed down. */
  @Nullable String atEnd() {
    for (SimMail mail : database.mails.values()) {
      if (mail.outcome == null) {
        return "mail " + mail.id + " was never settled";
      }
    }
    return database.ticks.areRight() ? null : "ticks were missed or doubled: " + database.ticks;
  }
}
