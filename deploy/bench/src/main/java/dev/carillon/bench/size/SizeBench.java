package dev.carillon.bench.size;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.store.pg.PgUrls;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code carillon bench size}: every list, the ledger, resume, retry-all and erase at some size.
 */
@Command(
    name = "size",
    mixinStandardHelpOptions = true,
    description =
        "What users wait for when there are millions of old mails, while one mail is read.")
public final class SizeBench implements Callable<Integer> {
  private static final Duration GOAL = Duration.ofSeconds(1);
  private static final Duration READ_GOAL = Duration.ofMillis(50);

  @Option(names = "--mails", description = "Old mails (default: ${DEFAULT-VALUE}).")
  private int mails = 5_000_000;

  @Option(names = "--rounds", description = "Times each is asked (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  /** Created by the command line. */
  public SizeBench() {}

  @Override
  public Integer call() throws IOException, SQLException {
    Path place = Files.createTempDirectory("carillon-bench-size");
    DataDirectory data = DataDirectory.open(place.resolve("data"));
    Vertx vertx = Vertx.vertx();
    try (LocalStack stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet())) {
      String owner = stack.config().getString("CARILLON_NOTIFIER_MIGRATION_URL");
      PgUrls urls = PgUrls.read(ConfigSource.of(stack.config(), Map.of()), "notifier");
      NotifierStores stores =
          new NotifierStores(vertx, urls, Clocks.system(), Metrics.globalRegistry);
      stores.clients().migrate().await();
      try (OldMail old = new OldMail(owner)) {
        System.out.printf("%,d mails are made in %d s%n", mails, old.make(mails).toSeconds());
        boolean kept = ask(stores, old);
        System.out.println(kept ? "every goal is kept" : "NOT every goal is kept");
        return kept ? 0 : 1;
      } finally {
        stores.close().await();
      }
    } finally {
      vertx.close().await();
      data.close();
    }
  }

  private boolean ask(NotifierStores stores, OldMail old) throws SQLException {
    try (Reading reading = new Reading(stores.mails(), old.some())) {
      boolean kept = true;
      for (Question question : Question.all(stores)) {
        Duration longest = question.longest(rounds);
        kept &= said(question.name(), longest, GOAL);
      }
      return said(
              "reads of one mail meanwhile, p99 of " + reading.count(), reading.p99(), READ_GOAL)
          && kept;
    }
  }

  private static boolean said(String what, Duration took, Duration goal) {
    boolean kept = took.compareTo(goal) <= 0;
    System.out.printf(
        "%-44s %8.1f ms  (goal %d ms)%s%n",
        what, took.toNanos() / 1e6, goal.toMillis(), kept ? "" : "  MISSED");
    return kept;
  }
}
