package dev.carillon.bench.simulation;

import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.accept.WindowPolicy;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Windows in which mails become one: the last takes the place of the others, or says what all of
 * them said. What a window becomes is the product's own {@link WindowPolicy}.
 */
final class SimWindows {
  private final SimTables tables;
  private final Mutation mutation;
  private final Map<String, Window> windows = new HashMap<>();

  /** Which mail waits in a window, since when and until when, and what came into it. */
  private record Window(
      UUID mail, long since, @Nullable Long closesAt, List<Doc> items, int mails) {}

  SimWindows(SimTables tables, Mutation mutation) {
    this.tables = tables;
    this.mutation = mutation;
  }

  /** How long the mail waits, and what it says now; it has taken the place of another, if any. */
  Duration accept(SimMail mail, NewMail wanted) {
    String key = wanted.windowKey();
    mail.isGathered = wanted.digest() != null;
    Window open =
        windows.computeIfAbsent(key, k -> new Window(mail.id, tables.clock(), null, List.of(), 1));
    WindowPolicy policy = WindowPolicy.of(wanted);
    WindowPolicy.Meeting meeting = policy.meet(found(open));
    SimTables.Deferred waiting = tables.deferred.get(open.mail());
    Instant due = null;
    if (meeting.whole() != null && waiting != null && waiting.reason() == 's') {
      due = at(waiting.runAt());
      replace(tables.mail(open.mail()), mail, waiting.attempt());
    }
    WindowPolicy.Next next = policy.after(meeting, due);
    windows.put(
        key,
        new Window(
            mail.id,
            next.since().toEpochMilli(),
            next.closesAt().toEpochMilli(),
            kept(next.items()),
            next.mails()));
    mail.text = next.stored().content().text();
    return Objects.requireNonNullElse(next.stored().schedule().delay(), Duration.ZERO);
  }

  private WindowPolicy.Found found(Window open) {
    return new WindowPolicy.Found(
        at(tables.clock()),
        at(open.since()),
        open.closesAt() == null ? null : at(open.closesAt()),
        open.items(),
        Json.text(open.items().stream().map(Doc::value).toList()).length(),
        open.mails());
  }

  private List<Doc> kept(List<Doc> items) {
    int before = Math.max(0, items.size() - 1);
    return mutation == Mutation.DIGEST_FORGETS ? items.subList(before, items.size()) : items;
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  /** One that waits in a window gives its place up. */
  private void replace(SimMail before, SimMail mail, int attempt) {
    before.merged = true;
    before.mergedInto = mail.id;
    if (mutation != Mutation.MERGED_IS_LEFT) {
      before.lastAttempt = attempt;
      mail.replaces = before.id;
      tables.deferred.remove(before.id);
      tables.settle(before, AttemptOutcome.Kind.SUPPRESSED);
    }
  }

  /** What is called back gives the place in its window back to the mail that had it. */
  void handBack(SimMail gone) {
    UUID id = gone.replaces;
    if (id == null || !tables.mail(id).merged || mutation == Mutation.WINDOW_NOT_GIVEN_BACK) {
      return;
    }
    SimMail earlier = tables.mail(id);
    earlier.merged = false;
    earlier.mergedInto = null;
    earlier.outcome = null;
    long closes = tables.clock();
    for (Map.Entry<String, Window> one : windows.entrySet()) {
      Window window = one.getValue();
      if (window.mail().equals(gone.id)) {
        closes = Math.max(closes, Objects.requireNonNullElse(window.closesAt(), 0L));
        List<Doc> items = window.items();
        one.setValue(
            new Window(
                id,
                window.since(),
                window.closesAt(),
                items.subList(0, Math.max(0, items.size() - 1)),
                Math.max(1, window.mails() - 1)));
      }
    }
    tables.deferred.put(id, new SimTables.Deferred(closes, earlier.lastAttempt, 's'));
  }
}
