package dev.carillon.bench.simulation;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.broadcast.Due;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.domain.queue.Rescued;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The queue's tables and what its statements do to them, each at one moment. The statements
 * themselves are tested on PostgreSQL; this is what they promise.
 */
class SimDatabase {
  private static final long LEASE = QueueLimits.LEASE_LIFE.toMillis();
  private static final long RENEW_BELOW = QueueLimits.RENEW_BELOW.toMillis();

  final Map<UUID, SimMail> mails = new LinkedHashMap<>();
  final Map<String, UUID> keys = new HashMap<>();
  final List<Chunk> ready = new ArrayList<>();
  final Map<Long, Lease> leases = new LinkedHashMap<>();
  final Map<UUID, Deferred> deferred = new LinkedHashMap<>();

  /** Whose session lives, and since when. */
  final Map<Long, Long> locks = new LinkedHashMap<>();

  final SimTicks ticks = new SimTicks();
  private final Map<String, Window> windows = new HashMap<>();

  /** Keys that mail had which was not sent. */
  private final Map<UUID, String> lostKeys = new HashMap<>();

  final Copies copies = new Copies();
  final SimBudget budget;
  boolean allPaused;
  boolean serverPaused;

  /** What somebody saw who must not have. */
  @Nullable String violation;

  private final World world;
  private final Mutation mutation;
  private long startedAt = -1;
  private long clockShift;
  private long lastLease;
  private long lastWorker;

  /** Mails to be sent next. */
  record Chunk(int attempt, List<UUID> ids, boolean alone) {
    Chunk(int attempt, List<UUID> ids) {
      this(attempt, ids, false);
    }
  }

  /** What a worker has. */
  static final class Lease {
    final int attempt;
    final long takenAt;
    long worker;
    long serverStart;
    final Set<UUID> ids;
    final Set<UUID> begun;
    long until;

    Lease(
        long worker,
        int attempt,
        long serverStart,
        List<UUID> ids,
        List<UUID> begun,
        long takenAt) {
      this.worker = worker;
      this.attempt = attempt;
      this.serverStart = serverStart;
      this.ids = new LinkedHashSet<>(ids);
      this.begun = new LinkedHashSet<>(begun);
      this.takenAt = takenAt;
      this.until = takenAt + LEASE;
    }
  }

  /** Which mail waits in a window, and until when. */
  private record Window(UUID mail, long closesAt) {}

  /** What waits. */
  record Deferred(long runAt, int attempt, boolean scheduled) {}

  SimDatabase(World world, Mutation mutation) {
    this.world = world;
    this.mutation = mutation;
    this.budget = new SimBudget(world, mutation);
  }

  long clock() {
    return world.now() + clockShift;
  }

  void jump(long millis) {
    clockShift += millis;
  }

  /** Locks do not survive it; leases do. */
  void restart() {
    startedAt = clock();
    locks.clear();
  }

  /** Whether a restart is among what it can show. */
  boolean restarts() {
    return true;
  }

  /** All mail is paused, or goes on. */
  void pauseAll(boolean paused) {
    allPaused = paused;
  }

  /** A session has ended. */
  void freeLock(long worker) {
    locks.remove(worker);
  }

  long newWorker() {
    locks.put(++lastWorker, world.now());
    return lastWorker;
  }

  /** The mail's id, or that of an earlier one with the same key. */
  UUID accept(SimMail mail, long delay, @Nullable Long worker) {
    if (mail.key != null) {
      UUID earlier = holder(mail.key);
      if (earlier != null && mutation != Mutation.NO_CONFLICT) {
        return earlier;
      }
      keys.put(mail.key, mail.id);
    }
    return store(mail, delay, worker);
  }

  /** Who has a key: what was not sent gives it to the next who asks. */
  private @Nullable UUID holder(String key) {
    UUID holder = keys.get(key);
    if (holder != null && mail(holder).isUnsent()) {
      lostKeys.putIfAbsent(holder, key);
      return null;
    }
    return holder;
  }

  private UUID store(SimMail mail, long delay, @Nullable Long worker) {
    mails.put(mail.id, mail);
    if (delay > 0) {
      deferred.put(mail.id, new Deferred(clock() + delay, 1, true));
    } else if (worker != null && !allPaused) {
      lease(worker, 1, List.of(mail.id), 1);
    } else {
      ready.add(new Chunk(1, List.of(mail.id)));
    }
    return mail.id;
  }

  /** In the place of the one that waits in the window, if one does. */
  UUID acceptInWindow(SimMail mail, long delay, String window) {
    Window open = windows.put(window, new Window(mail.id, clock() + delay));
    Deferred waiting = open == null ? null : deferred.get(open.mail());
    if (open != null && waiting != null && waiting.scheduled()) {
      replace(mail(open.mail()), mail, waiting.attempt());
    }
    return store(mail, delay, null);
  }

  /** One that waits in a window gives its place up. */
  private void replace(SimMail before, SimMail mail, int attempt) {
    before.merged = true;
    before.mergedInto = mail.id;
    if (mutation != Mutation.MERGED_IS_LEFT) {
      before.lastAttempt = attempt;
      mail.replaces = before.id;
      deferred.remove(before.id);
      settle(before, AttemptOutcome.Kind.SUPPRESSED);
    }
  }

  /** What is called back gives the place in its window back to the mail that had it. */
  private void handBack(SimMail gone) {
    UUID id = gone.replaces;
    if (id == null || !mail(id).merged || mutation == Mutation.WINDOW_NOT_GIVEN_BACK) {
      return;
    }
    SimMail earlier = mail(id);
    earlier.merged = false;
    earlier.mergedInto = null;
    earlier.outcome = null;
    long closes = clock();
    for (Map.Entry<String, Window> one : windows.entrySet()) {
      if (one.getValue().mail().equals(gone.id)) {
        closes = Math.max(closes, one.getValue().closesAt());
        one.setValue(new Window(id, one.getValue().closesAt()));
      }
    }
    deferred.put(id, new Deferred(closes, earlier.lastAttempt, true));
  }

  /** Whether it waited, and does so until then. */
  boolean reschedule(UUID id, long delay) {
    Deferred waiting = deferred.remove(id);
    int attempt = waiting == null ? takeFromReady(id) : waiting.attempt();
    if (attempt > 0) { // one that was tried before is no longer scheduled: nothing takes its place
      deferred.put(id, new Deferred(clock() + delay, attempt, attempt == 1));
    }
    return attempt > 0;
  }

  /** Whether it was given up, and is tried again. */
  boolean retry(UUID id) {
    SimMail mail = mail(id);
    boolean givenUp =
        mail.outcome == AttemptOutcome.Kind.DEAD || mail.outcome == AttemptOutcome.Kind.UNKNOWN;
    String lost = lostKeys.get(id);
    UUID holder = lost == null ? null : keys.get(lost);
    if (holder != null && !holder.equals(id) && !mail(holder).isUnsent()) {
      return false; // another has its key
    }
    if (givenUp) {
      if (lost != null) {
        lostKeys.remove(id);
        UUID loser = keys.put(lost, id);
        if (loser != null && !loser.equals(id)) {
          lostKeys.putIfAbsent(loser, lost);
        }
      }
      mail.outcome = null;
      addReady(mail.lastAttempt + 1, List.of(id));
    }
    return givenUp;
  }

  /** Lease ids. The first chunk is taken whatever it has. */
  List<Long> claim(long worker, int mails, int begin) {
    if (allPaused) {
      return List.of();
    }
    Map<Integer, List<UUID>> taken = new LinkedHashMap<>();
    List<Long> made = new ArrayList<>();
    int claimed = 0;
    while (!ready.isEmpty() && (claimed == 0 || claimed + ready.get(0).ids().size() <= mails)) {
      Chunk chunk = ready.remove(0);
      claimed += chunk.ids().size();
      if (chunk.alone() && mail(chunk.ids().get(0)).outcome == null) {
        made.add(lease(worker, chunk.attempt(), chunk.ids(), 0));
        continue;
      }
      for (UUID id : chunk.ids()) {
        if (mail(id).outcome == null) {
          taken.computeIfAbsent(chunk.attempt(), a -> new ArrayList<>()).add(id);
        }
      }
    }
    taken.forEach((attempt, ids) -> made.add(lease(worker, attempt, ids, begin)));
    return made;
  }

  long lease(long worker, int attempt, List<UUID> ids, int begin) {
    List<UUID> begun =
        mutation == Mutation.BEGUN_FORGOTTEN
            ? List.of()
            : ids.subList(0, Math.min(begin, ids.size()));
    leases.put(++lastLease, new Lease(worker, attempt, startedAt, ids, begun, clock()));
    return lastLease;
  }

  /** The leases that there still are. */
  Set<Long> begin(Map<Long, List<UUID>> begin) {
    Set<Long> living = new LinkedHashSet<>();
    begin.forEach(
        (id, mails) -> {
          Lease lease = leases.get(id);
          if (lease != null) {
            living.add(id);
            lease.begun.addAll(mutation == Mutation.BEGUN_FORGOTTEN ? List.of() : mails);
          }
        });
    return living;
  }

  Lease lease(long id) {
    Lease lease = leases.get(id);
    if (lease == null) {
      throw new IllegalStateException("No lease " + id);
    }
    return lease;
  }

  /** The lease that holds a mail. */
  @Nullable Long leaseOf(UUID mail) {
    return leases.entrySet().stream()
        .filter(e -> e.getValue().ids.contains(mail))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** Whether a lease is there and has a mail. */
  boolean holds(long leaseId, UUID mail) {
    Lease lease = leases.get(leaseId);
    return lease != null && lease.ids.contains(mail);
  }

  /** The leases that still were whoever's it is. */
  Set<Long> settle(List<LeaseOutcome> results) {
    Set<Long> living = new LinkedHashSet<>();
    for (LeaseOutcome result : results) {
      long id = result.batch().leaseId();
      Lease lease = leases.get(id);
      if (lease != null && lease.ids.remove(result.outcome().mailId())) {
        AttemptOutcome outcome = result.outcome();
        copies.committed(id, outcome.mailId(), outcome.kind() == AttemptOutcome.Kind.SENT);
        put(outcome, lease.attempt, lease.takenAt);
      } else if (mutation == Mutation.NO_FENCE) {
        put(result.outcome(), result.batch().attempt(), clock());
      }
      if (lease != null || mutation == Mutation.NO_FENCE) {
        living.add(id);
      }
    }
    leases.values().removeIf(lease -> lease.ids.isEmpty());
    return living;
  }

  private void put(AttemptOutcome s, int attempt, long began) {
    SimMail mail = mail(s.mailId());
    mail.note(s.kind(), s.phase().lower(), began);
    mail.lastAttempt = attempt;
    mail.perhapsSent |= s.kind() == AttemptOutcome.Kind.RESEND;
    long again = clock() + s.delay().toMillis();
    switch (s.kind()) {
      case RESEND, RETRY, DECLINED ->
          deferred.putIfAbsent(mail.id, new Deferred(again, attempt + 1, false));
      case POSTPONED, AWAY -> deferred.putIfAbsent(mail.id, new Deferred(again, attempt, false));
      case CANCELLED, EXPIRED -> settle(mail, notSent(mail, s.kind()));
      default -> settle(mail, s.kind());
    }
  }

  Set<Long> heartbeat(Set<Long> ids, @Nullable Long worker) {
    Set<Long> living = new LinkedHashSet<>();
    boolean goOver =
        worker != null
            && locks.containsKey(worker)
            && ids.stream().map(leases::get).anyMatch(lease -> isOfBefore(lease, worker));
    for (long id : ids) {
      Lease lease = leases.get(id);
      if (lease == null) {
        continue;
      }
      living.add(id);
      if (goOver && worker != null) {
        lease.worker = worker;
        lease.serverStart = startedAt;
      }
      if (goOver || lease.until < clock() + RENEW_BELOW) {
        lease.until = clock() + LEASE;
      }
    }
    return living;
  }

  private boolean isOfBefore(@Nullable Lease lease, long worker) {
    return lease != null && (lease.worker != worker || lease.serverStart != startedAt);
  }

  Rescued rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    List<MailChange> changes = new ArrayList<>();
    Set<Long> over = new LinkedHashSet<>();
    Set<Long> expired = new LinkedHashSet<>();
    for (Map.Entry<Long, Lease> entry : List.copyOf(leases.entrySet())) {
      Lease lease = entry.getValue();
      if (ownLeases.contains(entry.getKey())) {
        continue;
      }
      if (lease.until < clock()) {
        expired.add(entry.getKey());
      }
      if (isGone(lease, ownWorkers)) {
        over.add(lease.worker);
      }
      if (isDead(lease, gone, ownWorkers)
          || mayBeRescued(lease, overdue.contains(entry.getKey()), ownWorkers)) {
        leases.remove(entry.getKey());
        for (UUID id : lease.ids) {
          if (mail(id).outcome == null && !deferred.containsKey(id)) {
            changes.add(rescue(mail(id), lease, rules));
          }
        }
      }
    }
    return new Rescued(changes, over, expired);
  }

  private MailChange rescue(SimMail mail, Lease lease, CrashRules rules) {
    boolean begun = lease.begun.contains(mail.id);
    int rescues = mail.tries().rescues() + (begun ? 1 : 0);
    if (begun && rescues >= rules.most()) {
      mail.note(AttemptOutcome.Kind.DEAD, "", lease.takenAt);
      settle(mail, AttemptOutcome.Kind.DEAD);
      return new MailChange(mail.id, MailState.DEAD);
    }
    if (begun) {
      mail.perhapsSent = true;
      mail.note(AttemptOutcome.Kind.UNKNOWN, "", lease.takenAt);
    }
    int attempt = lease.attempt + (begun ? 1 : 0);
    ready.add(new Chunk(attempt, List.of(mail.id), rescues >= rules.alone()));
    return new MailChange(mail.id, MailState.READY);
  }

  private boolean mayBeRescued(Lease lease, boolean isOverdue, Set<Long> ownWorkers) {
    boolean expired = lease.until < clock() && (isOverdue || mutation == Mutation.CLOCK_TRUSTED);
    boolean tooEarly = mutation == Mutation.RESCUE_TOO_EARLY && !ownWorkers.contains(lease.worker);
    return expired || tooEarly;
  }

  private boolean isDead(Lease lease, Set<Long> gone, Set<Long> ownWorkers) {
    return isGone(lease, ownWorkers) && gone.contains(lease.worker);
  }

  /** Its worker's session has ended, or ended with the server. */
  private boolean isGone(Lease lease, Set<Long> ownWorkers) {
    return !ownWorkers.contains(lease.worker)
        && (lease.serverStart != startedAt || !locks.containsKey(lease.worker));
  }

  List<UUID> promote() {
    List<UUID> due = new ArrayList<>();
    deferred.forEach(
        (id, d) -> {
          if (d.runAt() <= clock()) {
            due.add(id);
          }
        });
    for (UUID id : due) {
      Deferred d = deferred.remove(id);
      if (d != null) {
        addReady(d.attempt(), List.of(id));
      }
    }
    return due;
  }

  Due dueTicks() {
    return ticks.due(clock());
  }

  private void addReady(int attempt, List<UUID> ids) {
    for (int i = 0; i < ids.size(); i += QueueLimits.CHUNK) {
      ready.add(
          new Chunk(
              attempt, List.copyOf(ids.subList(i, Math.min(i + QueueLimits.CHUNK, ids.size())))));
    }
  }

  /** Whether it waited, and does no more. */
  boolean cancel(UUID id) {
    Deferred waiting = deferred.remove(id);
    int attempt = waiting == null ? takeFromReady(id) : waiting.attempt();
    if (attempt > 0) {
      mail(id).lastAttempt = attempt;
      settle(mail(id), notSent(mail(id), AttemptOutcome.Kind.CANCELLED));
    }
    return attempt > 0;
  }

  /** The number of its next attempt; 0 if it is not there. */
  int takeFromReady(UUID id) {
    for (Chunk chunk : List.copyOf(ready)) {
      if (chunk.ids().contains(id)) {
        int place = ready.indexOf(chunk);
        ready.remove(place);
        List<UUID> others = new ArrayList<>(chunk.ids());
        others.remove(id);
        if (!others.isEmpty()) {
          ready.add(place, new Chunk(chunk.attempt(), others));
        }
        return chunk.attempt();
      }
    }
    return 0;
  }

  /** What was perhaps sent before is not simply cancelled. */
  private static AttemptOutcome.Kind notSent(SimMail mail, AttemptOutcome.Kind kind) {
    return mail.perhapsSent ? AttemptOutcome.Kind.UNKNOWN : kind;
  }

  private void settle(SimMail mail, AttemptOutcome.Kind kind) {
    if (mail.outcome == null) {
      mail.outcome = kind;
      if (kind == AttemptOutcome.Kind.CANCELLED) {
        handBack(mail);
      }
    }
  }

  SimMail mail(UUID id) {
    SimMail mail = mails.get(id);
    if (mail == null) {
      throw new IllegalStateException("No mail " + id);
    }
    return mail;
  }
}
