package dev.carillon.management;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.cluster.FigureSample;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a process, minute by minute for the last hour: in memory and nowhere else, sixty
 * of them whatever happens. They are read from its metrics; a process that does not have one, and
 * one that does not know it at the moment, has no figure there rather than a zero. Thread-safe.
 */
final class LastHour {
  private static final int MINUTES = 60;
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  /** The rate of the moment is that since the last look that is older. */
  private static final long LEAST_NANOS = Duration.ofSeconds(10).toNanos();

  private final MeterRegistry registry;
  private final Clocks clocks;
  private final Deque<FigureSample> minutes = new ArrayDeque<>();
  private final List<Sent> looks = new ArrayList<>();
  private @Nullable Open open;

  /** How many mails this process had sent at some moment; null where it sends none. */
  private record Sent(long nanos, @Nullable Double mails) {
    @Nullable Double perSecond(Sent later) {
      return mails == null || later.mails == null || later.nanos == nanos
          ? null
          : Math.max(0, later.mails - mails) * NANOS / (later.nanos - nanos);
    }
  }

  /** A minute that is not over. */
  private record Open(Instant at, Sent begun, FigureSample highest) {}

  LastHour(MeterRegistry registry, Clocks clocks) {
    this.registry = registry;
    this.clocks = clocks;
  }

  /** Looks; to be called every few seconds. */
  synchronized void look() {
    Instant minute = clocks.now().truncatedTo(ChronoUnit.MINUTES);
    Sent sent = sent();
    FigureSample seen = read(minute, null);
    Open before = open;
    if (before != null && before.at().equals(minute)) {
      open = new Open(minute, before.begun(), highest(before.highest(), seen));
    } else {
      if (before != null) {
        close(before, sent);
      }
      open = new Open(minute, sent, seen);
    }
    looks.add(sent);
    while (looks.size() > 1 && sent.nanos - looks.get(1).nanos >= LEAST_NANOS) {
      looks.remove(0);
    }
  }

  /** Those of this moment. */
  synchronized FigureSample now() {
    Double rate = looks.isEmpty() ? null : looks.get(0).perSecond(sent());
    return read(clocks.now(), rate);
  }

  /** Those of the whole minutes, the oldest first. */
  synchronized List<FigureSample> minutes() {
    Instant first = clocks.now().minus(MINUTES + 1, ChronoUnit.MINUTES);
    return minutes.stream().filter(minute -> minute.at().isAfter(first)).toList();
  }

  private void close(Open minute, Sent end) {
    FigureSample high = minute.highest();
    minutes.addLast(
        new FigureSample(
            minute.at(),
            minute.begun().perSecond(end),
            high.ready(),
            high.oldestReadySeconds(),
            high.outboxLagSeconds(),
            high.sockets()));
    if (minutes.size() > MINUTES) {
      minutes.removeFirst();
    }
  }

  private FigureSample read(Instant at, @Nullable Double mailsPerSecond) {
    return new FigureSample(
        at,
        mailsPerSecond,
        value("carillon.mail.ready", Double::sum),
        value("carillon.mail.oldest.ready.seconds", Math::max),
        value("carillon.outbox.oldest.seconds", Math::max),
        value("carillon.live.sockets", Double::sum));
  }

  /** A counter begins with its first mail; the gauges beside it are there from the start. */
  private Sent sent() {
    Collection<Counter> counters =
        registry.find("carillon.mail.outcomes").tag("outcome", "sent").counters();
    boolean sends = !counters.isEmpty() || registry.find("carillon.mail.ready").gauge() != null;
    return new Sent(
        clocks.nanos(), sends ? counters.stream().mapToDouble(Counter::count).sum() : null);
  }

  private @Nullable Double value(String name, DoubleBinaryOperator together) {
    Double all = null;
    for (Gauge gauge : registry.find(name).gauges()) {
      double one = gauge.value();
      if (Double.isFinite(one)) {
        all = all == null ? one : together.applyAsDouble(all, one);
      }
    }
    return all;
  }

  private static FigureSample highest(FigureSample one, FigureSample other) {
    return new FigureSample(
        one.at(),
        null,
        most(one.ready(), other.ready()),
        most(one.oldestReadySeconds(), other.oldestReadySeconds()),
        most(one.outboxLagSeconds(), other.outboxLagSeconds()),
        most(one.sockets(), other.sockets()));
  }

  private static @Nullable Double most(@Nullable Double one, @Nullable Double other) {
    return one == null ? other : other == null ? one : Double.valueOf(Math.max(one, other));
  }
}
