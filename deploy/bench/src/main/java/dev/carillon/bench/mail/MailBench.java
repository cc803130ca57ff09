package dev.carillon.bench.mail;

import dev.carillon.bench.mail.http.FastServer;
import dev.carillon.bench.options.RoundOptions;
import dev.carillon.bench.process.Child;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon bench mail}: the queue, row by row; each row has its baseline or its goal. */
@Command(
    name = "mail",
    mixinStandardHelpOptions = true,
    description = "The mail queue: against the classic table, a queue that people use, and goals.")
public final class MailBench implements Callable<Integer> {
  private static final int VOID = 1;
  private static final int MISSED = 2;
  private static final int QUICK = 20;

  /** There are many rows: all of them take a quarter of an hour. */
  private static final int SECONDS = 3;

  @Mixin private RoundOptions length = new RoundOptions();

  @Option(
      names = "--warm-ups",
      description = "Rounds that do not count (default: ${DEFAULT-VALUE}).")
  private int warmUps = 1;

  @Option(names = "--mails", description = "Mails of a drain (default: ${DEFAULT-VALUE}).")
  private int mails = 300_000;

  @Option(names = "--callers", description = "Mails in flight, live (default: ${DEFAULT-VALUE}).")
  private int callers = 64;

  @Option(
      names = "--permits",
      description =
          "Mails that the product may have in its hands (default: ${DEFAULT-VALUE}, as it ships).")
  private int permits = QueueCapacity.DEFAULT.mails();

  @Option(
      names = "--only",
      split = ",",
      description =
          "Some of accept, drain, live, collecting, paced, singles, held, claims, due, beside,"
              + " smtp, peer, keyed, mixed (default: all but collecting).")
  private List<String> only = MailRows.USUAL;

  @Option(names = "--scheduled", description = "Scheduled mails in the tables meanwhile.")
  private int scheduled;

  @Option(
      names = "--old-rows",
      description =
          "Sent mails of last week in the tables, on both sides (default: ${DEFAULT-VALUE}).")
  private int oldRows = 500_000;

  @Option(
      names = "--many",
      description =
          "Dead rows of claims and mails of due; beside has 0.6 of it (default: ${DEFAULT-VALUE}).")
  private int many = 1_000_000;

  private final Vertx vertx = Vertx.vertx();

  /** Created by the command line. */
  public MailBench() {}

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("carillon-bench-mail");
    int port = FreePorts.next();
    DataDirectory data = DataDirectory.open(folder.resolve("data"));
    try (LocalStack stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet());
        Child server =
            Child.start(folder.resolve("smtp.log"), FastServer.class, Integer.toString(port))) {
      JsonObject settings =
          stack.config().copy().put("CARILLON_SMTP_URL", "smtp://127.0.0.1:" + port);
      try (Place place = Place.open(vertx, settings, data.path("postgres"), folder);
          MailRows rows = rows(place)) {
        rows.run(only);
        boolean balanced = rows.areBalanced() && server.isAlive();
        System.out.println(
            "ledger: " + (balanced ? "balanced" : "NOT BALANCED: all of it is void"));
        return !balanced ? VOID : rows.areMet() ? 0 : MISSED;
      }
    } finally {
      data.close();
      vertx.close().await();
    }
  }

  private MailRows rows(Place place) {
    int less = length.isQuick() ? QUICK : 1;
    place.prepare(oldRows / less, scheduled);
    return new MailRows(
        place,
        place.stage(length.isQuick() ? 0 : warmUps, length.rounds(), length.seconds(SECONDS)),
        new QueueCapacity(
            permits,
            Math.max(permits, QueueCapacity.DEFAULT.most()),
            QueueCapacity.DEFAULT.bytes()),
        callers,
        mails / less,
        many / less);
  }
}
