package dev.carillon.notifier.store.pg;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.embedded.testkit.SilentProxy;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.store.pg.server.PgServers;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A PostgreSQL with the tables of notifier-service, for all suites of a run: it ends with it. */
final class QueueServer implements AutoCloseable {
  private final Path folder;
  private final Backends backends;
  private final Vertx vertx;
  private final NotifierStores stores;

  private QueueServer(Path folder) {
    this.folder = folder;
    this.backends = Backends.start(folder);
    this.vertx = Vertx.vertx();
    this.stores = new NotifierStores(vertx, urls(), Clocks.system(), Metrics.globalRegistry);
    stores.clients().migrate().await();
  }

  /** That of the run; starts it for the first suite. */
  static QueueServer of(ExtensionContext suite) {
    return suite
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(QueueServer.class, key -> start(), QueueServer.class);
  }

  private static QueueServer start() {
    try {
      return new QueueServer(Files.createTempDirectory("carillon-queue"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PgUrls urls() {
    return PgUrls.read(ConfigSource.of(backends.config(), Map.of()), "notifier");
  }

  /** Further stores on the same tables, which the test closes. */
  NotifierStores open(Bulkhead.Capacity accepting) {
    return new NotifierStores(vertx, urls(), accepting, Clocks.system(), Metrics.globalRegistry);
  }

  /** The same through another port, which the test closes. */
  NotifierStores openThrough(int port) {
    PgUrls direct = urls();
    String url = direct.runtime().reveal().replace(":" + port() + "/", ":" + port + "/");
    return new NotifierStores(
        vertx,
        new PgUrls("notifier", new Secret(url), direct.migration()),
        Clocks.system(),
        Metrics.globalRegistry);
  }

  /** Where PostgreSQL listens. */
  int port() {
    return PgServers.parse(urls().runtime().reveal()).first().getPort();
  }

  /** A way to the server that can go silent, which the test closes. */
  SilentProxy link() {
    return new SilentProxy(port());
  }

  /** A connection of the tables' owner, which the test closes. */
  Database database() {
    return backends.database("NOTIFIER");
  }

  NotifierStores stores() {
    return stores;
  }

  /** The URL that a variable of the environment has, as JDBC wants it. */
  String jdbcUrl(String variable) {
    return LocalStack.jdbcUrl(backends.environment().get(variable));
  }

  @Override
  public void close() throws IOException {
    stores.close().await();
    vertx.close().await();
    backends.close();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
