package dev.carillon.bench.chaos.witness;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What the harness did to whom and when, on its own monotonic clock. Thread-safe. */
public final class History {
  private final long began = System.nanoTime();
  private final List<Span> spans = new ArrayList<>();
  private final NavigableMap<Long, Long> clockOff = new TreeMap<>();

  /** Milliseconds since the beginning. */
  public long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  /** Something begins; its number. */
  public synchronized int begin(Span.Kind kind, String node) {
    spans.add(new Span(kind, node, now(), Long.MAX_VALUE));
    return spans.size() - 1;
  }

  /** It ends. */
  public synchronized void end(int number) {
    Span open = spans.get(number);
    spans.set(number, new Span(open.kind(), open.node(), open.from(), now()));
  }

  /** Something that is known beforehand. */
  public synchronized void add(Span span) {
    spans.add(span);
  }

  /** PostgreSQL's clock is off by so many milliseconds from now on. */
  public synchronized void clockMoved(long off) {
    clockOff.put(now(), off);
  }

  /** By how much PostgreSQL's clock was off, and when. */
  public synchronized ClockSteps clock() {
    return new ClockSteps(clockOff);
  }

  /** Something happened at this moment. */
  public void moment(Span.Kind kind, String node) {
    end(begin(kind, node));
  }

  /** All that happened; what goes on ends now. */
  public synchronized List<Span> spans() {
    long now = now();
    return spans.stream()
        .map(s -> new Span(s.kind(), s.node(), s.from(), Math.min(s.to(), now)))
        .toList();
  }
}
