package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.smtp.Fate;
import dev.carillon.bench.chaos.smtp.Meant;
import dev.carillon.bench.chaos.traffic.Traffic;
import dev.carillon.bench.chaos.traffic.Wanted;
import dev.carillon.bench.chaos.traffic.Wanted.Promise;
import dev.carillon.bench.chaos.witness.ClockSteps;
import dev.carillon.bench.chaos.witness.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What arrived, against what was promised: all of it, nothing else, and as it was written. */
final class Arrivals {
  private static final long MOMENT = 2_000;

  /** What is tried was let through so long before, at most. */
  private static final long MOVED = 5_000;

  private final Evidence evidence;
  private final States states;
  private final ClockSteps clock;
  private final Map<String, Set<String>> idsOfRecipient = new HashMap<>();
  private final Map<String, Set<String>> arrivalsOf = new HashMap<>(); // recipient and number: ids
  private final Map<String, Message> messages = new HashMap<>();

  Arrivals(Evidence evidence, States states) {
    this.evidence = evidence;
    this.states = states;
    this.clock = evidence.history().clock();
    evidence.arrivals().forEach(this::read);
  }

  private void read(String messageId, List<Fate> fates) {
    Message message = Message.read(evidence.fates().content(messageId));
    messages.put(messageId, message);
    for (Fate fate : fates) {
      idsOfRecipient.computeIfAbsent(fate.recipient(), r -> new HashSet<>()).add(messageId);
      for (int number : message.numbers()) {
        arrivalsOf
            .computeIfAbsent(fate.recipient() + " " + number, n -> new HashSet<>())
            .add(messageId);
      }
    }
  }

  void judge(Findings findings) {
    Set<String> known = new HashSet<>();
    for (Wanted wanted : evidence.promises().all()) {
      known.add(wanted.recipient() + " " + wanted.number());
      judge(wanted, findings);
    }
    arrivalsOf.keySet().stream()
        .filter(arrived -> !known.contains(arrived))
        .forEach(arrived -> findings.add(Broken.UNEXPECTED, arrived));
    evidence
        .promises()
        .contradictions()
        .forEach(words -> findings.add(Broken.ACCEPTED_TWICE, words));
    judgeThrottle(findings);
    judgeQuiet(findings);
  }

  private void judge(Wanted wanted, Findings findings) {
    Set<String> ids = arrivalsOf.getOrDefault(wanted.recipient() + " " + wanted.number(), Set.of());
    String words = "mail " + wanted.number() + " to " + wanted.recipient() + " " + wanted.id();
    findings.addIf(ids.size() > 1, Broken.ACCEPTED_TWICE, words + " arrived as " + ids);
    switch (wanted.promise()) {
      case SENT, GATHERED, THROTTLED, QUIET -> {
        boolean isMeant = !Meant.of(wanted.recipient()).endsDead();
        if (ids.isEmpty() && isMeant && !states.isRightlyUnknown(wanted)) {
          findings.add(Broken.LOST, words + evidence.story(wanted));
        }
      }
      case NEVER -> findings.addIf(!ids.isEmpty(), Broken.SENT_ALL_THE_SAME, words);
      case PERHAPS -> {}
    }
    for (String id : ids) {
      Message message = messages.get(id);
      if (message != null
          && wanted.promise() != Promise.GATHERED
          && message.numbers().size() == 1) {
        judgeContent(wanted, message, findings);
      }
    }
  }

  private static void judgeContent(Wanted wanted, Message message, Findings findings) {
    boolean same = message.text().equals(wanted.text());
    boolean attached =
        wanted.attachment() == null || message.attachments().contains(wanted.attachment());
    findings.addIf(!same || !attached, Broken.OTHER_CONTENT, "mail " + wanted.number());
  }

  /**
   * A pass is taken before the mail leaves: what passed in one span may arrive within two. Spans in
   * which PostgreSQL's clock was moved are others for the product.
   */
  private void judgeThrottle(Findings findings) {
    List<Long> firsts = new ArrayList<>();
    for (Wanted wanted : evidence.promises().all()) {
      if (wanted.promise() == Promise.THROTTLED) {
        evidence.fates().attempts(wanted.recipient()).stream()
            .findFirst()
            .ifPresent(first -> firsts.add(first.at()));
      }
    }
    firsts.sort(Long::compare);
    for (int i = 0; i + 2 * Traffic.THROTTLE_LIMIT < firsts.size(); i++) {
      long last = firsts.get(i + 2 * Traffic.THROTTLE_LIMIT);
      long span = last - firsts.get(i);
      findings.addIf(
          span < Traffic.THROTTLE_WITHIN && !clock.isMoved(firsts.get(i) - MOVED, last),
          Broken.TOO_MANY,
          "%d throttled mails in %d ms".formatted(2 * Traffic.THROTTLE_LIMIT + 1, span));
    }
  }

  /**
   * Nobody is tried in quiet hours; a moment on either side is the way there. Of a clock that is
   * off it is not known what hour it shows.
   */
  private void judgeQuiet(Findings findings) {
    for (Span span : evidence.spans()) {
      if (span.kind() != Span.Kind.QUIET_HOURS) {
        continue;
      }
      for (Wanted wanted : evidence.promises().all()) {
        boolean tried =
            wanted.promise() == Promise.QUIET
                && evidence.fates().attempts(wanted.recipient()).stream()
                    .filter(a -> !clock.isOff(a.at() - MOVED, a.at()))
                    .anyMatch(a -> a.at() > span.from() + MOMENT && a.at() < span.to() - MOMENT);
        findings.addIf(tried, Broken.IN_QUIET_HOURS, wanted.recipient());
      }
    }
  }

  /** How many recipients got something. */
  int count() {
    return idsOfRecipient.size();
  }
}
