package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.cluster.Entry.Sort;
import dev.carillon.bench.chaos.smtp.Fate;
import dev.carillon.bench.chaos.smtp.Fates;
import dev.carillon.bench.chaos.witness.Heartbeat;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what clients were told with what is there. */
final class Books {
  /** So long after a stroke it may still be the cause: the longest time-out of a plain write. */
  private static final long ECHO = 6_000;

  /** A machine that stands still for so long makes requests late that wait a second or two. */
  private static final long PAUSE = 1_000;

  private static final int SHOWN = 20;

  /** Who left in order is no excuse. */
  private static final Set<Span.Kind> EXCUSES =
      EnumSet.of(Span.Kind.KILLED, Span.Kind.STOPPED, Span.Kind.CUT, Span.Kind.PARTED);

  private static final String HALF_MADE =
      """
      select count(*) from users.users u
      where 1 <> (select count(*) from users.audit_log a
                  where a.user_id = u.id and a.action = 'created')
      """;
  private static final String WRONG_TICKS =
      """
      select count(*) from (
        select fire_at - lag(fire_at) over (order by fire_at) as gap
        from notifier.broadcast_tick where name = 'periodic-update') ticks
      where gap <> interval '5 seconds'
      """;

  private final List<Entry> ledger;
  private final List<Span> strokes;
  private final Heartbeat heartbeat;
  private final List<String> broken = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();

  Books(List<Entry> ledger, List<Span> strokes, Heartbeat heartbeat) {
    this.ledger = ledger;
    this.strokes = strokes;
    this.heartbeat = heartbeat;
    ledger.forEach(this::judge);
  }

  private void judge(Entry entry) {
    if (entry.isOk()) {
      count("answered");
    } else if (entry.isRepeated() && isStruck(entry, true)) {
      count("lost with their gateway and repeated");
    } else if (entry.sort() == Sort.PLAIN && entry.status() == 0 && isStruck(entry, true)) {
      count("plain writes lost with their gateway");
    } else if (entry.sort() == Sort.PLAIN && entry.isRefused() && isStruck(entry, false)) {
      count("plain writes that were told 503 or 504");
    } else if (entry.isRefused() && isPaused(entry)) {
      count("told 503 or 504 while the whole machine stood still");
    } else {
      count("FAILED");
      broken.add(entry.toString());
    }
  }

  /** By the harness's own thread, which shares nothing with the product but the machine. */
  private boolean isPaused(Entry entry) {
    return heartbeat.longest(entry.asked(), entry.told()) >= PAUSE;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** Whether a process that died, stood still or was cut off may be the reason. */
  private boolean isStruck(Entry entry, boolean gatewaysOnly) {
    return strokes.stream()
        .filter(s -> EXCUSES.contains(s.kind()))
        .filter(s -> !gatewaysOnly || s.node().startsWith("gateway"))
        .anyMatch(s -> s.touches(entry.asked() - ECHO, entry.told()));
  }

  /** Everything that was acknowledged is there, and nothing is there by half. */
  void compare(Tables tables) throws SQLException {
    Set<String> users = new HashSet<>(tables.rows("select id from users.users"));
    Set<String> mails = new HashSet<>(tables.rows("select id from notifier.mail"));
    for (Entry entry : ledger) {
      String id = entry.id();
      boolean isThere = id == null || users.contains(id) || mails.contains(id);
      if (entry.isAcknowledged() && !isThere) {
        broken.add("acknowledged and not there: " + entry);
      }
    }
    zero(tables, HALF_MADE, "users without their one audit entry");
    zero(tables, WRONG_TICKS, "ticks that were missed or came twice");
  }

  private void zero(Tables tables, String sql, String what) throws SQLException {
    long found = tables.number(sql);
    if (found != 0) {
      broken.add(found + " " + what);
    }
  }

  /** Every mail that was accepted has arrived; one with a key is one mail. */
  void compare(Fates fates) {
    Map<String, Set<String>> arrived = new HashMap<>();
    for (Fate fate : fates.all()) {
      if (fate.isTaken()) {
        arrived.computeIfAbsent(fate.recipient(), r -> new HashSet<>()).add(fate.messageId());
      }
    }
    for (Entry entry : ledger) {
      int messages = arrived.getOrDefault(String.valueOf(entry.recipient()), Set.of()).size();
      if (entry.recipient() != null && entry.isAcknowledged() && messages == 0) {
        broken.add("accepted and not arrived: " + entry);
      } else if (messages > 1) {
        broken.add(messages + " mails of one request: " + entry);
      }
    }
  }

  void add(List<String> more) {
    broken.addAll(more);
  }

  boolean areKept() {
    return broken.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(ledger.size() + " requests: " + counts + "\n");
    broken.stream().limit(SHOWN).forEach(line -> text.append("BROKEN: ").append(line).append('\n'));
    return text.append(
            areKept() ? "no client noticed what it must not" : broken.size() + " PROMISES BROKEN")
        .toString();
  }
}
