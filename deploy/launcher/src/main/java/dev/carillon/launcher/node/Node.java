package dev.carillon.launcher.node;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.debug.SlowCallbacks;
import dev.carillon.async.time.Clocks;
import dev.carillon.client.member.Membership;
import dev.carillon.launcher.meter.NodeMetrics;
import dev.carillon.launcher.trace.Collector;
import dev.carillon.launcher.trace.TraceSettings;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Creates the Vert.x instance of a process: as many event loops as processors, the native transport
 * where there is one, metrics, traces where they are wanted; with or without a Hazelcast cluster.
 */
public final class Node {
  /** Its frames are never the place that debug mode names: the route that it calls is. */
  private static final String GATEWAY_ROUTING = "dev.carillon.gateway.http.";

  /**
   * By what Vert.x's own figures are told apart, which are those of clients, pools and the bus.
   * HTTP servers have others ({@link NodeMetrics}).
   */
  private static final Set<Label> LABELS =
      Set.of(Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME, Label.EB_SIDE);

  private Node() {}

  /**
   * Starts it; a member waits until it has joined. Debug mode applies to everything that runs on
   * it.
   */
  public static Future<Vertx> start(NodeOptions options) {
    return make(options)
        .onSuccess(
            vertx -> {
              if (options.debug()) {
                Debug.enable(vertx, GATEWAY_ROUTING);
                SlowCallbacks.installOn(vertx, Clocks.system());
              }
            });
  }

  private static Future<Vertx> make(NodeOptions options) {
    VertxOptions vertx =
        new VertxOptions()
            .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
            .setPreferNativeTransport(true)
            .setBlockedThreadCheckInterval(Math.max(1, options.blockedLoop().toMillis() / 4))
            .setMaxEventLoopExecuteTime(options.blockedLoop().toMillis())
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
            .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true).setLabels(LABELS));
    Membership cluster = options.cluster();
    if (cluster == null) {
      return Future.succeededFuture(measured(Vertx.builder().with(vertx), options).build());
    }
    return cluster
        .join(vertx, builder -> measured(builder, options), Clocks.system())
        .compose(joined -> ClusterFiles.reloaded(joined).map(joined.vertx()))
        .onSuccess(v -> ClusterFiles.sayWhatIsOpen(cluster));
  }

  private static VertxBuilder measured(VertxBuilder builder, NodeOptions options) {
    builder.withMetrics(NodeMetrics.factory(Metrics.globalRegistry, Clocks.system()));
    TraceSettings traces = options.traces();
    return traces == null ? builder : builder.withTracer(Collector.tracing(traces));
  }
}
