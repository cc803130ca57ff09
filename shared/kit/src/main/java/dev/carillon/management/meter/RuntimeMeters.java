package dev.carillon.management.meter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * The figures of the JVM: heap, garbage collections, threads, processors, open files. Those of
 * Micrometer, but for collections, of which it knows none before the first: a figure that is not
 * there cannot be watched.
 */
public final class RuntimeMeters {
  private static final double MILLIS = 1_000;

  private RuntimeMeters() {}

  /** Puts them into a registry that lives as long as the process. */
  public static void bind(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    heap(registry);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections(registry, collector);
    }
  }

  private static void heap(MeterRegistry registry) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    Gauge.builder("carillon.heap.used", memory, m -> m.getHeapMemoryUsage().getUsed())
        .description("Heap in use, with what the next collection would free")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
    Gauge.builder("carillon.heap.most", memory, m -> m.getHeapMemoryUsage().getMax())
        .description("The most that the heap may have")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  private static void collections(MeterRegistry registry, GarbageCollectorMXBean collector) {
    Tags tags = Tags.of("gc", collector.getName());
    FunctionCounter.builder("carillon.gc.collections", collector, c -> c.getCollectionCount())
        .description("Garbage collections")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("carillon.gc", collector, c -> c.getCollectionTime() / MILLIS)
        .description("Time that garbage collections took")
        .baseUnit("seconds")
        .tags(tags)
        .register(registry);
  }
}
