package dev.carillon.bench.chaos;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.PostgresControl;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.broadcasts.BroadcastSpec;
import dev.carillon.contract.broadcasts.Misfire;
import dev.carillon.contract.broadcasts.PutBroadcast;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.json.Doc;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.store.pg.PgUrls;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One run: mail comes in all the time, and all the time something is killed. */
final class ChaosRun implements AutoCloseable {
  private static final int NODES = 3;
  private static final int BATCH = 10;
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(5);

  private final ChaosPlan plan;
  private final Random random;
  private final Path folder;
  private final DataDirectory data;
  private final LocalStack stack;
  private final Child server;
  private final Fleet fleet;
  private final Vertx vertx = Vertx.vertx();
  private final NotifierStores stores;
  private final Witness witness;
  private final Uuid7 ids = new Uuid7(Clocks.system());
  private final List<UUID> acknowledged = new ArrayList<>();
  private final List<Long> rescues = new ArrayList<>();
  private final Clients clients = new Clients();
  private final List<Clients.Answer> whileAway = new ArrayList<>();
  private int accepted;
  private long firstDelivery = -1;

  ChaosRun(ChaosPlan plan, Path folder) throws IOException {
    this.plan = plan;
    this.random = new Random(plan.seed());
    this.folder = folder;
    int port = FreePorts.next();
    this.server =
        Child.start(
            folder.resolve("server.log"),
            HostileServer.class,
            Integer.toString(port),
            folder.resolve("arrivals.tsv").toString(),
            Long.toString(plan.seed()));
    this.data = DataDirectory.open(folder.resolve("data"));
    JsonObject given = new JsonObject().put("CARILLON_SMTP_URL", "smtp://127.0.0.1:" + port);
    this.stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet());
    Path keys = Files.writeString(folder.resolve("keys"), ServiceProcess.keyLine(Clients.KEY));
    JsonObject config =
        stack
            .config()
            .copy()
            .mergeIn(given)
            .put("CARILLON_SMTP_TIMEOUT", "1s")
            .put("CARILLON_SMTP_VERDICT", "6s")
            .put("CARILLON_MAIL_RETRIES", "1s,5s,15s,30s")
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_MANAGEMENT_PORT", 0);
    this.stores =
        new NotifierStores(
            vertx,
            PgUrls.read(ConfigSource.of(config, Map.of()), "notifier"),
            Clocks.system(),
            Metrics.globalRegistry);
    stores.clients().migrate().await();
    this.witness = new Witness(config.getString("CARILLON_NOTIFIER_MIGRATION_URL"));
    this.fleet = new Fleet(folder, config, NODES);
  }

  ChaosReport run() throws IOException, SQLException {
    PutBroadcast ticks =
        new PutBroadcast(
            "chaos",
            new BroadcastSpec(
                "chaos", Doc.object(), Duration.ofSeconds(1), null, null, Misfire.ALL, null, null),
            null,
            false);
    stores.broadcasts().put(ticks).await();
    for (int i = 0; i < plan.troubles(); i++) {
      accept(plan.mails() / plan.troubles());
      trouble(i);
    }
    accept(plan.mails() - accepted);
    if (!plan.outage().isZero()) {
      outage();
    }
    calm();
    return new Verdict(witness, folder.resolve("arrivals.tsv"), acknowledged)
        .report(fleet.dead(), rescues, new ChaosReport.Outage(whileAway, firstDelivery));
  }

  /**
   * In turns through a store, into the queue, and over HTTP, into a process's hands. What fails was
   * not acknowledged: nobody was told that it would be sent.
   */
  private void accept(int mails) {
    for (int i = 0; i < mails; i += BATCH) {
      if (i / BATCH % 2 == 1) {
        acceptOverHttp(Math.min(BATCH, mails - i));
        continue;
      }
      List<NewMail> batch = new ArrayList<>();
      for (int k = i; k < Math.min(i + BATCH, mails); k++) {
        batch.add(mail());
      }
      try {
        stores.inserts().enqueue(batch).await(20, TimeUnit.SECONDS);
        batch.forEach(mail -> acknowledged.add(mail.id()));
      } catch (Exception notAcknowledged) {
        pause(50);
      }
    }
  }

  private void acceptOverHttp(int mails) {
    List<String> recipients = new ArrayList<>();
    for (int i = 0; i < mails; i++) {
      recipients.add(recipient(accepted++));
    }
    List<UUID> ids = clients.accept(fleet.port(random), recipients);
    acknowledged.addAll(ids);
    if (ids.isEmpty()) {
      pause(50);
    }
  }

  private static String recipient(int number) {
    return (number % 50 == 0 ? "refused" : "ok") + number + "@chaos.test";
  }

  private NewMail mail() {
    UUID id = ids.next();
    int number = accepted++;
    String recipient = recipient(number);
    return new NewMail(
        id,
        recipient,
        null,
        null,
        "Chaos",
        Content.text("mail " + number),
        "<" + id + "@chaos.test>",
        MailTags.NONE,
        MailSchedule.NOW,
        null);
  }

  private void trouble(int number) {
    fleet.goOn();
    if (number % plan.restartEvery() == plan.restartEvery() - 1) {
      PostgresControl.of(data.path("postgres")).restart();
    } else if (number % plan.stopEvery() == plan.stopEvery() - 1) {
      fleet.stopOne(random);
    } else {
      fleet.kill(1 + random.nextInt(NODES), random);
      watchRescue();
    }
    fleet.refill(NODES);
  }

  /** From the kill until no lease is left whose worker holds no lock. */
  private void watchRescue() {
    long began = System.nanoTime();
    fleet.refill(1);
    boolean seen = false;
    long end = began + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      long orphans = orphans();
      if (orphans > 0) {
        seen = true;
      } else if (seen) {
        rescues.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        return;
      } else if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(1)) {
        return; // the dead had nothing in their hands
      }
      pause(10);
    }
    rescues.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  private long orphans() {
    try {
      return witness.number(
          "select count(*) from notifier.lease l where not exists (select from pg_locks k where"
              + " k.locktype = 'advisory' and k.objid = l.worker::int)");
    } catch (SQLException e) {
      return -1;
    }
  }

  private void outage() throws SQLException {
    PostgresControl postgres = PostgresControl.of(data.path("postgres"));
    accept(BATCH);
    postgres.stop();
    long end = System.nanoTime() + plan.outage().toNanos();
    while (System.nanoTime() < end) {
      whileAway.add(clients.ask(fleet.port(random), recipient(accepted++)));
      pause(250);
    }
    long settled = -1;
    postgres.start();
    long back = System.nanoTime();
    while (firstDelivery < 0 && System.nanoTime() - back < TimeUnit.MINUTES.toNanos(1)) {
      accept(1);
      long now = settled();
      settled = settled < 0 ? now : settled;
      if (now > settled) {
        firstDelivery = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - back);
      }
      pause(10);
    }
  }

  private long settled() throws SQLException {
    return witness.number("select count(*) from notifier.outcome where state = 's'");
  }

  /** The server behaves, nobody is killed, and what waits for a retry need not wait long. */
  private void calm() throws IOException, SQLException {
    fleet.goOn();
    fleet.refill(NODES);
    Files.createFile(folder.resolve("calm"));
    long end = System.nanoTime() + SETTLE_LIMIT.toNanos();
    while (open() > 0 && System.nanoTime() < end) {
      witness.change("update notifier.deferred set run_at = notifier.clock_now()");
      pause(500);
    }
  }

  private long open() throws SQLException {
    return witness.number(
        "select (select count(*) from notifier.mail) - (select count(*) from notifier.outcome)");
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Override
  public void close() {
    fleet.close();
    clients.close();
    stores.close().otherwiseEmpty().await();
    vertx.close().await();
    server.close();
    stack.close();
    data.close();
  }
}
