package dev.carillon.bench.size;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgUrls;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code carillon bench size}: every list, the ledger, resume, retry-all and erase at some size,
 * and the lists of users.
 */
@Command(
    name = "size",
    mixinStandardHelpOptions = true,
    description = "What users wait for when there are millions of old mails and users.")
public final class SizeBench implements Callable<Integer> {
  private static final Duration GOAL = Duration.ofSeconds(1);
  private static final Duration READ_GOAL = Duration.ofMillis(50);

  @Option(names = "--mails", description = "Old mails (default: ${DEFAULT-VALUE}).")
  private int mails = 5_000_000;

  @Option(names = "--users", description = "Old users (default: ${DEFAULT-VALUE}).")
  private int users = 5_000_000;

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
      boolean kept = mails == 0 || mail(vertx, stack);
      kept &= users == 0 || directory(vertx, stack);
      System.out.println(kept ? "every goal is kept" : "NOT every goal is kept");
      return kept ? 0 : 1;
    } finally {
      vertx.close().await();
      data.close();
    }
  }

  private boolean mail(Vertx vertx, LocalStack stack) throws IOException, SQLException {
    NotifierStores stores =
        new NotifierStores(vertx, urls(stack, "notifier"), Clocks.system(), Metrics.globalRegistry);
    stores.clients().migrate().await();
    String owner = stack.config().getString("CARILLON_NOTIFIER_MIGRATION_URL");
    try (OldRows old = new OldRows(owner, "mail")) {
      System.out.printf(
          "%,d mails are made in %d s%n", mails, old.make("notifier", mails).toSeconds());
      try (Reading reading = new Reading(stores.mails(), old.some())) {
        boolean kept = ask(Question.all(stores));
        old.unbook();
        kept &= ask(List.of(Question.ledger("ledger, nothing in the books", stores)));
        return said(
                "reads of one mail meanwhile, p99 of " + reading.count(), reading.p99(), READ_GOAL)
            && kept;
      }
    } finally {
      stores.close().await();
    }
  }

  private boolean directory(Vertx vertx, LocalStack stack) throws IOException, SQLException {
    PgClients clients = UserQuestions.clients(vertx, urls(stack, "users"));
    clients.migrate().await();
    String owner = stack.config().getString("CARILLON_USERS_MIGRATION_URL");
    try (OldRows old = new OldRows(owner, "users");
        UserQuestions questions = new UserQuestions(vertx, clients)) {
      System.out.printf(
          "%,d users are made in %d s%n", users, old.make("users", users).toSeconds());
      return ask(questions.all());
    } finally {
      clients.stop().await();
    }
  }

  private static PgUrls urls(LocalStack stack, String schema) {
    return PgUrls.read(ConfigSource.of(stack.config(), Map.of()), schema);
  }

  private boolean ask(List<Question> questions) {
    boolean kept = true;
    for (Question question : questions) {
      kept &= said(question.name(), question.longest(rounds), GOAL);
    }
    return kept;
  }

  private static boolean said(String what, Duration took, Duration goal) {
    boolean kept = took.compareTo(goal) <= 0;
    System.out.printf(
        "%-44s %8.1f ms  (goal %d ms)%s%n",
        what, took.toNanos() / 1e6, goal.toMillis(), kept ? "" : "  MISSED");
    return kept;
  }
}
