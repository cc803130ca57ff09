package dev.carillon.store.pg.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a schema's outbox. What waits there is known to the process that carries it; the
 * others say 0, so that the sum over all is right.
 */
final class OutboxMeters implements AutoCloseable {
  private static final Figures NOTHING = new Figures(0, 0, 0);

  private final MeterRegistry registry;
  private final String schema;
  private final Counter delivered;
  private final Counter parked;
  private final List<Meter> gauges;
  private volatile Figures last = NOTHING;

  /**
   * What a look found.
   *
   * @param oldest for how many seconds the oldest event waits
   */
  private record Figures(long waiting, long parked, double oldest) {}

  OutboxMeters(MeterRegistry registry, String schema, RelayLead lead) {
    this.registry = registry;
    this.schema = schema;
    this.delivered =
        counter("carillon.outbox.delivered", "Events that all their consumers have acknowledged");
    this.parked = counter("carillon.outbox.parked", "Events that were refused for good");
    this.gauges =
        List.of(
            gauge(
                "carillon.outbox.waiting",
                "Events that wait, counted up to 10,000; 0 where another process carries them",
                m -> m.last.waiting()),
            gauge(
                "carillon.outbox.oldest.seconds",
                "For how long the oldest event that is not parked waits",
                m -> m.last.oldest()),
            gauge(
                "carillon.outbox.parked.events",
                "Events that are parked at present, counted up to 10,000",
                m -> m.last.parked()),
            gauge(
                "carillon.outbox.leads",
                "1 in the process that carries the outbox",
                m -> lead.isLeading() ? 1 : 0),
            FunctionCounter.builder("carillon.outbox.leads.lost", lead, RelayLead::losses)
                .description("How often this process has lost the lead, but for its own stops")
                .tag("schema", schema)
                .register(registry));
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tag("schema", schema).register(registry);
  }

  private Gauge gauge(String name, String description, ToDoubleFunction<OutboxMeters> value) {
    return Gauge.builder(name, this, value)
        .description(description)
        .tag("schema", schema)
        .register(registry);
  }

  void delivered(int events) {
    delivered.increment(events);
  }

  void parked() {
    parked.increment();
  }

  /** Another process carries it. */
  void isElsewhere() {
    last = NOTHING;
  }

  /** What a look found; gives how many wait. */
  long counted(Row row) {
    Double oldest = row.getDouble("oldest");
    long waiting = row.getLong("waiting");
    last = new Figures(waiting, row.getLong("parked"), oldest == null ? 0 : Math.max(0, oldest));
    return waiting;
  }

  @Override
  public void close() {
    gauges.forEach(registry::remove);
  }
}
