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
    String wrong = database.moved ? wrongPlaces() : null;
    database.moved = false;
    if (wrong == null) {
      wrong = database.violation;
    }
    return wrong == null && !database.budget.isKept()
        ? "more was sent than the limit of the server leaves"
        : wrong;
  }

  private @Nullable String wrongPlaces() {
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
    return database.throttle.wrong();
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
    if (mail.resends > SimSettings.RETRIES.unknown().size()) {
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

  /** Whether what arrived for it, if anything did, says what it says. */
  private boolean isTold(SimMail mail) {
    SimMail end = mail;
    while (end.mergedInto != null) {
      end = database.mail(end.mergedInto);
    }
    return end.outcome != AttemptOutcome.Kind.SENT || end.text.contains(mail.id.toString());
  }

  /** After all has calmed down. */
  @Nullable String atEnd() {
    for (SimMail mail : database.mails.values()) {
      if (mail.outcome == null) {
        return "mail " + mail.id + " was never settled";
      }
      if (mail.isGathered && !isTold(mail)) {
        return "what mail " + mail.id + " says was told by nobody";
      }
    }
    return database.ticks.areRight() ? null : "ticks were missed or doubled: " + database.ticks;
  }
}
