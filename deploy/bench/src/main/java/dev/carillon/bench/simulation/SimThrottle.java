package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a throttle: some mails of one template to each address in any span. A pass belongs
 * to (key, mail): it is asked for last, right before a mail is sent, counts once however often the
 * mail is tried, and is given back when nothing was sent. Mail without one is parked by its key, in
 * its order, and released by the pass that frees up.
 */
final class SimThrottle {
  static final String NAME = "some";
  static final String TEMPLATE = "busy";
  static final int MOST = 2;
  static final Duration WITHIN = Duration.ofSeconds(3);

  private static final long SPAN = WITHIN.toMillis();
  private static final long FOR_EVER = Duration.ofDays(3_650).toMillis();

  private final SimTables tables;
  private final Mutation mutation;
  private final Map<String, Key> keys = new TreeMap<>();

  /** What has passed under a key, when it was used last, and when something parked may go. */
  static final class Key {
    final Map<UUID, Long> passes = new HashMap<>();
    @Nullable Long nextAt;

    private boolean isDue(long now) {
      Long next = nextAt;
      return next != null && next <= now;
    }

    private void forget(long now) {
      passes.values().removeIf(at -> at <= now - SPAN);
    }

    /** When there is room again. */
    private long freeAt() {
      return passes.values().stream().sorted().skip(passes.size() - MOST).findFirst().orElse(0L)
          + SPAN;
    }
  }

  SimThrottle(SimTables tables, Mutation mutation) {
    this.tables = tables;
    this.mutation = mutation;
  }

  Map<String, Key> keys() {
    return keys;
  }

  /** The answers, in the order of the requests. */
  List<SendDecision> take(List<PassRequest> requests) {
    long now = tables.clock();
    requests.forEach(r -> keys.computeIfAbsent(r.recipient(), k -> new Key()));
    Map<UUID, SendDecision> said = new HashMap<>();
    requests.stream()
        .filter(r -> tables.holds(r.leaseId(), r.mailId()))
        .sorted(
            Comparator.<PassRequest>comparingInt(r -> tables.lease(r.leaseId()).lane)
                .thenComparing(PassRequest::mailId))
        .forEach(r -> said.put(r.mailId(), take(r, now)));
    tables.leases.values().removeIf(lease -> lease.ids.isEmpty());
    return requests.stream().map(r -> said.getOrDefault(r.mailId(), SendDecision.GONE)).toList();
  }

  private SendDecision take(PassRequest request, long now) {
    Key key = key(request.recipient());
    key.forget(now);
    UUID id = request.mailId();
    boolean has = key.passes.containsKey(id) && mutation != Mutation.PASS_OF_EACH_ATTEMPT;
    boolean full = key.passes.size() >= MOST;
    if (!has && (full || key.nextAt != null)) {
      long freeAt = full ? key.freeAt() : now;
      key.nextAt = key.nextAt == null ? freeAt : Math.min(key.nextAt, freeAt);
      SimTables.Lease lease = tables.lease(request.leaseId());
      lease.ids.remove(id);
      tables.deferred.put(
          id, new SimTables.Deferred(now + FOR_EVER, lease.attempt, 'h', request.recipient()));
      return new SendDecision(SendDecision.Kind.THROTTLED, Instant.ofEpochMilli(freeAt), NAME);
    }
    key.passes.put(id, now);
    return SendDecision.SEND;
  }

  private Key key(String recipient) {
    return keys.computeIfAbsent(recipient, k -> new Key());
  }

  /** Nothing was sent of these: others may go, but for what perhaps arrived before. */
  void giveBack(Collection<UUID> ids) {
    if (mutation == Mutation.PASS_NOT_GIVEN_BACK) {
      return;
    }
    for (Key key : keys.values()) {
      boolean any =
          key.passes.keySet().removeIf(id -> ids.contains(id) && !tables.mail(id).mayHaveArrived());
      if (any && key.nextAt != null) {
        key.nextAt = tables.clock();
      }
    }
  }

  /** Lets parked mail go, which gets the passes that there are. */
  List<UUID> release() {
    long now = tables.clock();
    List<UUID> released =
        keys.entrySet().stream()
            .filter(e -> e.getValue().isDue(now))
            .flatMap(e -> release(e.getKey(), e.getValue(), now).stream())
            .toList();
    released.forEach(
        id ->
            tables.addReady(
                id, Objects.requireNonNull(tables.deferred.remove(id)).attempt(), false));
    return released;
  }

  private List<UUID> release(String name, Key key, long now) {
    key.forget(now);
    List<UUID> parked = tables.parked(name);
    List<UUID> first =
        parked.subList(0, Math.min(parked.size(), Math.max(0, MOST - key.passes.size())));
    first.forEach(id -> key.passes.putIfAbsent(id, now));
    boolean others = first.size() < parked.size();
    long free = key.passes.size() < MOST ? now : key.freeAt();
    key.nextAt = others ? Long.valueOf(free) : null;
    return first;
  }

  /** What is wrong with it, or null: a pass counts for what is under way or was sent. */
  @Nullable String wrong() {
    long now = tables.clock();
    for (Map.Entry<String, Key> one : keys.entrySet()) {
      for (Map.Entry<UUID, Long> pass : one.getValue().passes.entrySet()) {
        String wrong = pass.getValue() > now - SPAN ? wrong(tables.mail(pass.getKey())) : null;
        if (wrong != null) {
          return "mail " + pass.getKey() + " " + wrong;
        }
      }
      boolean parks =
          tables.deferred.values().stream().anyMatch(d -> one.getKey().equals(d.parkedAt()));
      if (parks && one.getValue().nextAt == null) {
        return "mail is parked for " + one.getKey() + " for ever";
      }
    }
    return null;
  }

  private @Nullable String wrong(SimMail mail) {
    SimTables.Deferred waiting = tables.deferred.get(mail.id);
    if (waiting != null && waiting.parkedAt() != null) {
      return "is parked though it has a pass";
    }
    boolean over = waiting != null || mail.outcome != null;
    return over && !mail.wasOnTheWire && !mail.mayHaveArrived()
        ? "keeps a pass though nothing was said of it"
        : null;
  }
}
