package dev.carillon.notifier.meter;

import dev.carillon.management.meter.BoundedLabels;
import dev.carillon.notifier.domain.accept.AcceptStore;
import dev.carillon.notifier.domain.accept.MailInserts;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts mail: what this process has accepted, what became of what it had in its hands, and what it
 * took over from others. Counted is what is committed. Templates have names that callers choose:
 * {@value #TEMPLATES} of them are told apart. Thread-safe.
 */
public final class MailMeters {
  /** So many templates have series of their own in a process; the others are {@code other}. */
  public static final int TEMPLATES = 100;

  private static final int LEASES_REMEMBERED = 1_000;

  private final MeterRegistry registry;
  private final BoundedLabels templates = new BoundedLabels(TEMPLATES);
  private final BoundedLabels servers = new BoundedLabels(TEMPLATES);
  private final Set<Long> lost = new LinkedHashSet<>(); // guarded by itself

  /** Nothing was counted; whoever looks sees the zeros. */
  public MailMeters(MeterRegistry registry) {
    this.registry = registry;
    for (AttemptOutcome.Kind kind : AttemptOutcome.Kind.values()) {
      settled(kind, BoundedLabels.NONE, 0);
      stale(kind).increment(0);
    }
    for (SendDecision.Kind kind : PASSES) {
      pass(kind).increment(0);
    }
    accepted(BoundedLabels.NONE).increment(0);
    lostLeases().increment(0);
    rescued(true, 0);
    rescued(false, 0);
    rescuedTo("unknown", 0);
    rescuedTo("dead", 0);
  }

  private static final List<SendDecision.Kind> PASSES =
      List.of(SendDecision.Kind.SEND, SendDecision.Kind.THROTTLED, SendDecision.Kind.GONE);

  /** The same queue, counted. */
  public QueueStore watch(QueueStore queue) {
    return new MeteredQueue(queue, this);
  }

  /** The same inserts, counted. */
  public MailInserts watch(MailInserts inserts) {
    return new MeteredInserts(inserts, this);
  }

  /** The same store, counted. */
  public AcceptStore watch(AcceptStore store) {
    return new MeteredAccepts(store, this);
  }

  void accepted(Collection<NewMail> mails) {
    Map<String, Integer> byTemplate = new TreeMap<>();
    mails.forEach(mail -> byTemplate.merge(template(mail.tags().template()), 1, Integer::sum));
    byTemplate.forEach((template, n) -> accepted(template).increment(n));
  }

  private Counter accepted(String template) {
    return Counter.builder("carillon.mail.accepted")
        .description("Mails that were accepted: committed rows, without duplicates")
        .tag("template", template)
        .register(registry);
  }

  String template(@Nullable String name) {
    return templates.of(name);
  }

  String server(@Nullable String name) {
    return servers.of(name);
  }

  /**
   * Counts mails that ended so. What alerts look at has no label that may come to be later: a
   * series that begins at 1 has not grown, for Prometheus.
   */
  void settled(AttemptOutcome.Kind kind, String template, int mails) {
    Counter.builder("carillon.mail.outcomes")
        .description("What became of mails in this process's hands, committed")
        .tag("outcome", label(kind))
        .tag("template", template)
        .register(registry)
        .increment(mails);
    Counter.builder("carillon.mail.results")
        .description("The same of all templates together: each is there from the start")
        .tag("outcome", label(kind))
        .register(registry)
        .increment(mails);
  }

  Counter byServer(AttemptOutcome.Kind kind, String server) {
    return Counter.builder("carillon.smtp.outcomes")
        .description("What became of mails for which a server was tried, committed")
        .tag("outcome", label(kind))
        .tag("server", server)
        .register(registry);
  }

  Counter stale(AttemptOutcome.Kind kind) {
    return Counter.builder("carillon.mail.stale.outcomes")
        .description("Outcomes that the fence refused, since another process had the lease by then")
        .tag("outcome", label(kind))
        .register(registry);
  }

  Counter pass(SendDecision.Kind kind) {
    return Counter.builder("carillon.throttle.passes")
        .description("Mails that asked for the passes of their throttles, by the answer")
        .tag("decision", kind.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** Counts a lease once, however many of its outcomes were refused. */
  void lost(long lease) {
    synchronized (lost) {
      if (!lost.add(lease)) {
        return;
      }
      if (lost.size() > LEASES_REMEMBERED) {
        lost.remove(lost.iterator().next());
      }
    }
    lostLeases().increment();
  }

  private Counter lostLeases() {
    return Counter.builder("carillon.mail.leases.lost")
        .description("Leases of this process that another one has rescued")
        .register(registry);
  }

  void rescued(boolean begun, int mails) {
    Counter.builder("carillon.mail.rescued")
        .description("Mails that this process took back from dead ones; begun: perhaps sent")
        .tag("begun", begun ? "yes" : "no")
        .register(registry)
        .increment(mails);
  }

  void rescuedTo(String state, int mails) {
    Counter.builder("carillon.mail.rescued.settled")
        .description("Mails that were taken back and are not tried again, by their state")
        .tag("state", state)
        .register(registry)
        .increment(mails);
  }

  private static String label(AttemptOutcome.Kind kind) {
    return kind.lower();
  }
}
