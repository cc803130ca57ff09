package dev.carillon.bench.simulation;

import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.DigestItem;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One mail as somebody would know it who sees everything: the product sees only its id. */
final class SimMail {
  final UUID id;
  final @Nullable String key;
  final Traits traits;

  /** What it says: its id, and those of the mails that it stands for. */
  String text;

  /** Whether what it says is to be told with others. */
  boolean isGathered;

  /** Whether anything was said of it to a server. */
  boolean wasOnTheWire;

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

  SimMail(UUID id, @Nullable String key, Traits traits) {
    this.id = id;
    this.key = key;
    this.traits = traits;
    this.text = id.toString();
  }

  /** As it is accepted. */
  NewMail wanted(long delay, @Nullable Window window) {
    MailSchedule schedule =
        new MailSchedule(
            null,
            delay > 0 ? Duration.ofMillis(delay) : null,
            false,
            null,
            traits.priority(),
            key,
            window);
    boolean digest = window != null && window.digest() != null;
    return wanted(
        id.toString(),
        schedule,
        digest ? new DigestItem(Doc.of(id.toString()), all -> together(all, schedule)) : null);
  }

  private NewMail together(List<Doc> all, MailSchedule schedule) {
    return wanted(
        all.stream().map(doc -> String.valueOf(doc.value())).collect(Collectors.joining(" ")),
        schedule,
        null);
  }

  private NewMail wanted(String says, MailSchedule schedule, @Nullable DigestItem item) {
    return new NewMail(
        id,
        traits.recipient(),
        null,
        null,
        "S",
        Content.text(says),
        "<" + id + ">",
        traits.tags(),
        schedule,
        item);
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

  /** Whether an earlier attempt came to its dot, or may have. */
  boolean mayHaveArrived() {
    return outcomes.stream()
        .anyMatch(o -> o.startsWith("unknown") || o.endsWith(" dot") || o.endsWith(" replied"));
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
