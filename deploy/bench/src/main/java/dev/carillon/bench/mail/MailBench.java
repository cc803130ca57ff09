package dev.carillon.bench.mail;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bench.options.RoundOptions;
import dev.carillon.bench.process.Child;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.smtp.SmtpConfig;
import dev.carillon.notifier.smtp.SmtpMailer;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgUrls;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon bench mail}: the queue against the classic table, and the SMTP leg alone. */
@Command(
    name = "mail",
    mixinStandardHelpOptions = true,
    description = "The mail queue: drain, live, end to end; against the classic table.")
public final class MailBench implements Callable<Integer> {
  @Mixin private RoundOptions length = new RoundOptions();

  @Option(names = "--mails", description = "Mails of a drain (default: ${DEFAULT-VALUE}).")
  private int mails = 100_000;

  @Option(names = "--callers", description = "Mails in flight, live (default: ${DEFAULT-VALUE}).")
  private int callers = 64;

  @Option(
      names = "--only",
      split = ",",
      description = "Some of accept, drain, live, held, smtp (default: all).")
  private Set<String> only = Set.of("accept", "drain", "live", "held", "smtp");

  @Option(names = "--scheduled", description = "Scheduled mails in the tables meanwhile.")
  private int scheduled;

  private final Vertx vertx = Vertx.vertx();

  /** Created by the command line. */
  public MailBench() {}

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("carillon-bench-mail");
    int port = FreePorts.next();
    JsonObject given = new JsonObject().put("CARILLON_SMTP_URL", "smtp://127.0.0.1:" + port);
    DataDirectory data = DataDirectory.open(folder.resolve("data"));
    try (LocalStack stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet());
        Child server =
            Child.start(folder.resolve("smtp.log"), FastServer.class, Integer.toString(port));
        Meter meter =
            new Meter(
                stack.config().getString("CARILLON_NOTIFIER_MIGRATION_URL"),
                data.path("postgres"))) {
      ConfigSource config = ConfigSource.of(stack.config().copy().mergeIn(given), Map.of());
      boolean balanced = run(config, meter) && server.isAlive();
      System.out.println("ledger: " + (balanced ? "balanced" : "NOT BALANCED: all of it is void"));
      return balanced ? 0 : 1;
    } finally {
      data.close();
      vertx.close().await();
    }
  }

  private boolean run(ConfigSource config, Meter meter) {
    PgUrls urls = PgUrls.read(config, "notifier");
    NotifierStores stores =
        new NotifierStores(vertx, urls, Clocks.system(), Metrics.globalRegistry);
    stores.clients().migrate().await();
    PgUrls owner = new PgUrls(urls.schema(), urls.migration(), urls.migration());
    PgClients clients = new PgClients(vertx, owner, Duration.ofSeconds(30), Clocks.system());
    MailRounds all = new MailRounds(vertx, meter, length.rounds());
    Contestant product =
        all.made(() -> new ProductQueue(vertx, stores, meter, ProductQueue.instant()));
    Pool workers = clients.pool(ClassicQueue.WORKERS, PgQueueStore.CONNECTION_SETTINGS);
    Pool inserters = clients.pool(ClassicInserts.CONNECTIONS, Map.of());
    Function<Boolean, ClassicQueue> table =
        collecting ->
            all.made(
                () ->
                    new ClassicQueue(
                        vertx,
                        workers,
                        new ClassicInserts(vertx.getOrCreateContext(), inserters, collecting),
                        meter));
    ClassicQueue classic = table.apply(false);
    ClassicQueue collecting = table.apply(true);
    if (scheduled > 0) {
      meter.change(
          "insert into notifier.deferred (mail_id, run_at, reason) select gen_random_uuid(),"
              + " now() + interval '1 day', 's' from generate_series(1, "
              + scheduled
              + ")");
      classic.schedule(scheduled);
    }
    if (only.contains("accept")) {
      all.compare("accept", product, classic, c -> all.accept(c, callers, length.seconds()));
      all.compare("accept", product, collecting, c -> all.accept(c, callers, length.seconds()));
    }
    if (only.contains("drain")) {
      all.compare("drain", product, classic, c -> all.drain(c, mails));
    }
    if (only.contains("live")) {
      all.compare("live", product, classic, c -> all.live(c, callers, length.seconds()));
      all.compare("live", product, collecting, c -> all.live(c, callers, length.seconds()));
    }
    if (only.contains("held")) {
      all.held(product, callers, length.seconds());
    }
    if (only.contains("smtp")) {
      SmtpMailer smtp =
          all.made(
              () ->
                  new SmtpMailer(
                      vertx, Timers.of(vertx), Clocks.system(), SmtpConfig.read(config)));
      all.endToEnd(all.made(() -> new ProductQueue(vertx, stores, meter, smtp)), smtp, mails);
    }
    stores.close().await();
    return all.balanced();
  }
}
