package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One mail as somebody would know it who sees everything: the product sees only its id. */
final class SimMail {
  final UUID id;
  final @Nullable String key;
  AttemptOutcome.@Nullable Kind outcome;
  boolean cancelAcknowledged;
  boolean cancelAsked;
  boolean merged;

  /** What the timeline says: an earlier attempt has no known end. */
  boolean perhapsSent;

  /** How its attempts ended that did not send it, and when they began, as the tables have it. */
  private final List<String> outcomes = new ArrayList<>();

  private final List<Instant> began = new ArrayList<>();

  /** The dates that it was written with: one. */
  final Set<Instant> dates = new HashSet<>();

  /** How often in a row it was put back to be sent once more, though it was perhaps sent. */
  int resends;

  /** The mail that took its place. */
  @Nullable UUID mergedInto;

  /** The mail whose place it took in their window. */
  @Nullable UUID replaces;

  /** The number of the attempt after which it was settled, if it was. */
  int lastAttempt;

  SimMail(UUID id, @Nullable String key) {
    this.id = id;
    this.key = key;
  }

  /** What the statement notes of an attempt. */
  void note(AttemptOutcome.Kind kind, String phase, long leaseTakenAt) {
    String outcome =
        switch (kind) {
          case DEAD -> Tries.GIVEN_UP;
          case DECLINED -> Tries.DECLINED;
          case RETRY -> "failed";
          case AWAY -> "postponed";
          case UNKNOWN, RESEND -> "unknown";
          default -> null;
        };
    if (outcome != null) {
      outcomes.add((outcome + " " + phase).strip());
      began.add(Instant.ofEpochMilli(leaseTakenAt));
    }
    resends = kind == AttemptOutcome.Kind.DEAD ? 0 : resends;
    resends += kind == AttemptOutcome.Kind.RESEND ? 1 : 0;
  }

  /** Whether it was settled without having been sent, for all that is known. */
  boolean isUnsent() {
    return outcome == AttemptOutcome.Kind.CANCELLED
        || outcome == AttemptOutcome.Kind.DEAD
        || outcome == AttemptOutcome.Kind.EXPIRED
        || (outcome == AttemptOutcome.Kind.SUPPRESSED && !merged);
  }

  /** What is noted of it, without what is noted once an hour only. */
  List<String> notes() {
    return outcomes.stream().filter(o -> !o.startsWith("postponed")).toList();
  }

  /** How it was tried before. */
  Tries tries() {
    return Tries.of(outcomes, began);
  }

  /** When its first attempt began; the moment given, if that is now. */
  Instant date(long now) {
    return began.isEmpty() ? Instant.ofEpochMilli(now) : began.get(0);
  }
}
