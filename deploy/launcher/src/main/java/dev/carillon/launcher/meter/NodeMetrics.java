package dev.carillon.launcher.meter;

import dev.carillon.async.time.Clocks;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.DatagramSocketMetrics;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.micrometer.MicrometerMetricsFactory;

/** The metrics of Vert.x by Micrometer, but for HTTP servers, which have {@link HttpMeters}. */
public final class NodeMetrics implements VertxMetrics {
  private final VertxMetrics others;
  private final HttpMeters http;

  private NodeMetrics(VertxMetrics others, HttpMeters http) {
    this.others = others;
    this.http = http;
  }

  /** For the builder of a Vert.x instance. */
  public static VertxMetricsFactory factory(MeterRegistry registry, Clocks clocks) {
    MicrometerMetricsFactory micrometer = new MicrometerMetricsFactory(registry);
    return options -> new NodeMetrics(micrometer.metrics(options), HttpMeters.in(registry, clocks));
  }

  @Override
  public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(
      HttpServerOptions options, SocketAddress address) {
    return http;
  }

  @Override
  public EventBusMetrics<?> createEventBusMetrics() {
    return others.createEventBusMetrics();
  }

  @Override
  public ClientMetrics<?, ?, ?> createClientMetrics(
      SocketAddress address, String type, String namespace) {
    return others.createClientMetrics(address, type, namespace);
  }

  @Override
  public HttpClientMetrics<?, ?, ?> createHttpClientMetrics(HttpClientOptions options) {
    return others.createHttpClientMetrics(options);
  }

  @Override
  public TCPMetrics<?> createNetServerMetrics(NetServerOptions options, SocketAddress address) {
    return others.createNetServerMetrics(options, address);
  }

  @Override
  public TCPMetrics<?> createNetClientMetrics(NetClientOptions options) {
    return others.createNetClientMetrics(options);
  }

  @Override
  public DatagramSocketMetrics createDatagramSocketMetrics(DatagramSocketOptions options) {
    return others.createDatagramSocketMetrics(options);
  }

  @Override
  public PoolMetrics<?, ?> createPoolMetrics(String type, String name, int size) {
    return others.createPoolMetrics(type, name, size);
  }

  @Override
  public void vertxCreated(Vertx vertx) {
    others.vertxCreated(vertx);
  }

  @Override
  public boolean isMetricsEnabled() {
    return others.isMetricsEnabled();
  }

  @Override
  public void close() {
    others.close();
  }
}
