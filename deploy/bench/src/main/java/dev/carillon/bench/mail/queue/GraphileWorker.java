package dev.carillon.bench.mail.queue;

import dev.carillon.bench.mail.round.Meter;
import dev.carillon.bench.mail.round.Round;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * graphile-worker, a queue on PostgreSQL that people use, in a Node process of its own, with a
 * local queue and completions in batches. It deletes what is done, so it has no old rows.
 */
public final class GraphileWorker implements AutoCloseable {
  /** What is installed, by a lock file. */
  public static final String VERSION = "graphile-worker 0.17.3";

  private static final long INSTALL_SECONDS = 180;
  private static final List<String> FILES = List.of("package.json", "package-lock.json", "peer.js");

  private final Process process;
  private final BufferedReader answers;
  private final Writer commands;

  private GraphileWorker(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Installs it where it is not, and starts it. Empty, and said, where Node is missing or what is
   * to be installed cannot be had.
   *
   * @param folder for what is installed
   * @param url of the database, as its owner
   */
  public static Optional<GraphileWorker> start(Path folder, String url) {
    try {
      install(folder);
      ProcessBuilder builder =
          new ProcessBuilder("node", "peer.js")
              .directory(folder.toFile())
              .redirectError(log(folder));
      builder.environment().put("PEER_PG_URL", url);
      GraphileWorker worker = new GraphileWorker(builder.start());
      worker.answer();
      return Optional.of(worker);
    } catch (IOException | IllegalStateException e) {
      System.out.println("  graphile skipped: " + VERSION + " cannot be run: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static ProcessBuilder.Redirect log(Path folder) {
    return ProcessBuilder.Redirect.appendTo(folder.resolve("peer.log").toFile());
  }

  private static void install(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String file : FILES) {
      try (InputStream in =
          Objects.requireNonNull(GraphileWorker.class.getResourceAsStream("/peer/" + file))) {
        Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (Files.exists(folder.resolve("node_modules/.package-lock.json"))) {
      return;
    }
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(folder))
            .start();
    try {
      if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        throw new IOException("npm could not install it (" + folder.resolve("peer.log") + ")");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A backlog is worked off, without accepting. */
  public Round drain(Meter meter, int mails) {
    ask("clear");
    ask("preload " + mails);
    meter.change("analyze");
    meter.change("checkpoint");
    return measured(meter, () -> ask("drain " + mails));
  }

  /** Each of the callers stores a job when its last one has been executed. */
  public Round live(Meter meter, int callers, int seconds) {
    ask("clear");
    meter.change("checkpoint");
    return measured(meter, () -> ask("live " + callers + " " + seconds));
  }

  /** How many jobs are not done. */
  public long unsettled(Meter meter) {
    return meter.number("select count(*) from graphile_worker._private_jobs");
  }

  private Round measured(Meter meter, Supplier<JsonObject> work) {
    Meter.Reading before = meter.read(cpu());
    JsonObject done = work.get();
    Round round = Round.between(before, meter.read(cpu()), done.getLong("mails"));
    return new Round( // by its own clock: its start and stop do not count
        round.mails(),
        round.mails() * 1e3 / done.getDouble("millis"),
        round.wal(),
        round.writes(),
        round.postgresMicros(),
        round.processMicros());
  }

  private Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private JsonObject ask(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      return answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject answer() throws IOException {
    String line = answers.readLine();
    JsonObject answer = new JsonObject(line == null ? "{\"error\":\"it has ended\"}" : line);
    if (answer.containsKey("error")) {
      throw new IllegalStateException(VERSION + ": " + answer.getString("error"));
    }
    return answer;
  }

  @Override
  public void close() {
    try {
      commands.write("end\n");
      commands.flush();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly(); // it listens no more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
