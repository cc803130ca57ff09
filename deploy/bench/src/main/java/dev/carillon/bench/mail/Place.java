package dev.carillon.bench.mail;

import dev.carillon.async.time.Clocks;
import dev.carillon.bench.mail.queue.ClassicInserts;
import dev.carillon.bench.mail.queue.ClassicQueue;
import dev.carillon.bench.mail.queue.OldRows;
import dev.carillon.bench.mail.round.Books;
import dev.carillon.bench.mail.round.Meter;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.bench.mail.round.Turns;
import dev.carillon.bench.report.Goals;
import dev.carillon.config.ConfigSource;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgUrls;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** The database, with the tables of both sides, and the connections to it. */
final class Place implements AutoCloseable {
  private final Vertx vertx;
  private final Context context;
  private final JsonObject settings;
  private final Path folder;
  private final Meter meter;
  private final NotifierStores stores;
  private final Pool workers;
  private final Pool inserters;

  private Place(Vertx vertx, JsonObject settings, Path folder, Meter meter) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settings = settings;
    this.folder = folder;
    this.meter = meter;
    PgUrls urls = PgUrls.read(ConfigSource.of(settings, Map.of()), "notifier");
    this.stores = new NotifierStores(vertx, urls, Clocks.system(), Metrics.globalRegistry);
    PgUrls owner = new PgUrls(urls.schema(), urls.migration(), urls.migration());
    PgClients clients = new PgClients(vertx, owner, Duration.ofSeconds(30), Clocks.system());
    this.workers = clients.pool(ClassicQueue.WORKERS, PgQueueStore.WORKER_SETTINGS);
    this.inserters = clients.pool(ClassicInserts.CONNECTIONS, Map.of());
  }

  /**
   * Makes the product's tables.
   *
   * @param postgres the server's own folder
   * @param folder for what is written down
   */
  static Place open(Vertx vertx, JsonObject settings, Path postgres, Path folder)
      throws SQLException {
    Meter meter = new Meter(settings.getString("CARILLON_NOTIFIER_MIGRATION_URL"), postgres);
    Place place = new Place(vertx, settings, folder, meter);
    place.stores.clients().migrate().await();
    return place;
  }

  /** Makes the classic table, and what lies in the tables on both sides. */
  void prepare(int oldRows, int scheduled) {
    Stage stage = stage(0, 1, 1);
    ClassicQueue classic = classic(stage, false);
    Duration took = OldRows.make(meter, oldRows);
    System.out.printf(
        "mail: PostgreSQL %s, fsync %s, %,d old rows made in %d s, %,d scheduled%n",
        meter.text("show server_version"),
        meter.text("show fsync"),
        oldRows,
        took.toSeconds(),
        scheduled);
    if (scheduled > 0) {
      meter.change(
          "insert into notifier.deferred (mail_id, run_at, reason) select gen_random_uuid(),"
              + " now() + interval '1 day', 's' from generate_series(1, "
              + scheduled
              + ")");
      classic.schedule(scheduled);
    }
  }

  Stage stage(int warmUps, int rounds, int seconds) {
    return new Stage(
        vertx, context, meter, new Turns(warmUps, rounds), seconds, new Books(), new Goals());
  }

  ClassicQueue classic(Stage stage, boolean collecting) {
    return stage.made(
        () ->
            new ClassicQueue(
                vertx,
                workers,
                new ClassicInserts(vertx.getOrCreateContext(), inserters, collecting),
                meter));
  }

  NotifierStores stores() {
    return stores;
  }

  JsonObject settings() {
    return settings;
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws SQLException {
    Future.join(stores.close(), workers.close(), inserters.close()).await();
    meter.close();
  }
}
