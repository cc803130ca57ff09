package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.QueueLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the queue's tables hold, and the moves of which all statements are made. */
class SimTables {
  static final long LEASE = QueueLimits.LEASE_LIFE.toMillis();

  final Map<UUID, SimMail> mails = new LinkedHashMap<>();
  final List<Chunk> ready = new ArrayList<>();
  final Map<Long, Lease> leases = new LinkedHashMap<>();
  final Map<UUID, Deferred> deferred = new LinkedHashMap<>();

  /** Whose session lives, and since when. */
  final Map<Long, Long> locks = new LinkedHashMap<>();

  /** Since when sessions have been over, by worker. */
  private final Map<Long, Long> over = new HashMap<>();

  final SimTicks ticks = new SimTicks();
  final Copies copies = new Copies();
  final SimThrottle throttle;
  final SimBudget budget;
  boolean allPaused;
  boolean serverPaused;

  /** Whether mail was moved, or arrived, since somebody looked. */
  boolean moved = true;

  /** What somebody saw who must not have. */
  @Nullable String violation;

  private final World world;
  private final Mutation mutation;
  private final SimWindows windows;
  private long startedAt = -1;
  private long clockShift;
  private long lastLease;
  private long lastWorker;

  /** Mails to be sent next. */
  record Chunk(int lane, int attempt, List<UUID> ids, boolean alone) {}

  /** What waits: {@code s} for its time, {@code r} to be tried again, {@code h} for a rule. */
  record Deferred(long runAt, int attempt, char reason, @Nullable String parkedAt) {
    Deferred(long runAt, int attempt, char reason) {
      this(runAt, attempt, reason, null);
    }
  }

  /** What a worker has. */
  static final class Lease {
    final int lane;
    final int attempt;
    final long takenAt;
    final Set<UUID> ids;
    final Set<UUID> begun;
    long worker;
    long serverStart;
    long until;

    Lease(Chunk taken, long worker, long serverStart, List<UUID> begun, long takenAt) {
      this.lane = taken.lane();
      this.attempt = taken.attempt();
      this.ids = new LinkedHashSet<>(taken.ids());
      this.begun = new LinkedHashSet<>(begun);
      this.worker = worker;
      this.serverStart = serverStart;
      this.takenAt = takenAt;
      this.until = takenAt + LEASE;
    }
  }

  SimTables(World world, Mutation mutation) {
    this.world = world;
    this.mutation = mutation;
    this.budget = new SimBudget(world, mutation);
    this.throttle = new SimThrottle(this, mutation);
    this.windows = new SimWindows(this, mutation);
  }

  long clock() {
    return world.now() + clockShift;
  }

  /** The moment that no clock tells. */
  long moment() {
    return world.now();
  }

  Mutation mutation() {
    return mutation;
  }

  SimWindows windows() {
    return windows;
  }

  void jump(long millis) {
    clockShift += millis;
  }

  /** Locks do not survive it; leases do. */
  void restart() {
    startedAt = clock();
    locks.keySet().forEach(worker -> over.put(worker, world.now()));
    locks.clear();
  }

  long startedAt() {
    return startedAt;
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
    over.put(worker, world.now());
  }

  /** Whether a worker has been without its session for so long that it is taken for dead. */
  boolean isLongOver(long worker) {
    Long since = over.get(worker);
    return since != null && world.now() - since >= QueueLimits.SETTLED_DOWN.toMillis();
  }

  long newWorker() {
    locks.put(++lastWorker, world.now());
    return lastWorker;
  }

  SimMail mail(UUID id) {
    SimMail mail = mails.get(id);
    if (mail == null) {
      throw new IllegalStateException("No mail " + id);
    }
    return mail;
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

  /** A worker takes mails, and so many of them begin at once. */
  long take(long worker, Chunk taken, int begin) {
    List<UUID> begun =
        mutation == Mutation.BEGUN_FORGOTTEN
            ? List.of()
            : taken.ids().subList(0, Math.min(begin, taken.ids().size()));
    leases.put(++lastLease, new Lease(taken, worker, startedAt, begun, clock()));
    return lastLease;
  }

  void addReady(UUID id, int attempt, boolean alone) {
    ready.add(new Chunk(mail(id).traits.lane(), attempt, List.of(id), alone));
  }

  /** The number of its next attempt; 0 if it is not there. */
  int takeFromReady(UUID id) {
    for (Chunk chunk : ready) {
      if (chunk.ids().contains(id)) {
        ready.remove(chunk);
        return chunk.attempt();
      }
    }
    return 0;
  }

  /** The number of its next attempt; 0 if it does not wait. */
  int takeWaiting(UUID id) {
    Deferred waiting = deferred.remove(id);
    return waiting == null ? takeFromReady(id) : waiting.attempt();
  }

  /** What is parked for a key, in the order in which it goes. */
  List<UUID> parked(String key) {
    return deferred.entrySet().stream()
        .filter(e -> key.equals(e.getValue().parkedAt()))
        .map(Map.Entry::getKey)
        .sorted(
            Comparator.<UUID>comparingInt(id -> mail(id).traits.lane())
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** What was perhaps sent before is not simply cancelled. */
  static AttemptOutcome.Kind notSent(SimMail mail, AttemptOutcome.Kind kind) {
    return mail.perhapsSent ? AttemptOutcome.Kind.UNKNOWN : kind;
  }

  void settle(SimMail mail, AttemptOutcome.Kind kind) {
    if (mail.outcome == null) {
      mail.outcome = kind;
      if (kind == AttemptOutcome.Kind.CANCELLED) {
        windows.handBack(mail);
      }
    }
  }
}
