package dev.carillon.launcher.cli.imports;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Durations;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.failure.Failure;
import dev.carillon.launcher.cli.api.ApiOptions;
import dev.carillon.launcher.imports.ImportOptions;
import dev.carillon.launcher.imports.Importer;
import dev.carillon.launcher.imports.http.Target;
import dev.carillon.launcher.imports.journal.ImportState;
import dev.carillon.launcher.imports.journal.Journal;
import dev.carillon.launcher.imports.row.Fields;
import dev.carillon.launcher.imports.row.RowSource;
import dev.carillon.launcher.terminal.ProgressBar;
import dev.carillon.launcher.terminal.Terminal;
import dev.carillon.text.DurationText;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon users import}: users from a file or a database that is there already. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Brings users in from CSV, NDJSON, MySQL, MariaDB or PostgreSQL.",
      "  carillon users import users.csv --map mail=email,full_name=name",
      "  carillon users import --from mysql://shop@db/shop --password-file pw --key id \\",
      "    --query 'select id, mail as email, name, id as externalId from customer'",
      "It goes on where it ended, whatever ended it: type the same command again. Rows that are not"
          + " in are lines of a file, with the reason; the others are in once."
    },
    exitCodeListHeading = "%nStatus:%n",
    exitCodeList = {
      "0:every row is in",
      "1:it could not go on: the API, its key, the source; the same command goes on",
      "2:the command is not understood",
      "3:it came to the end, and some rows are not in",
      "130:it was stopped (Ctrl-C); the same command goes on"
    })
public final class ImportCommand implements Callable<Integer> {
  private static final int REFUSED = 3;
  private static final int STOPPED = 130;
  private static final int MOST_ROWS = 1_000;
  private static final int MOST_REQUESTS = 16;
  private static final double NANOS = 1e9;

  @Mixin private final SourceOptions from = new SourceOptions();
  @Mixin private final ApiOptions api;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "How far it has come (default: FILE.import.json, of a database users.import.json).")
  private @Nullable Path state;

  @Option(
      names = "--errors",
      paramLabel = "FILE",
      description = "The rows that are not in (default: the state's file with .errors.ndjson).")
  private @Nullable Path errors;

  @Option(names = "--restart", description = "Forgets how far it has come, and begins anew.")
  private boolean restart;

  @Option(
      names = "--skip-existing",
      description = "A row whose user is there already, with the same values, is no error.")
  private boolean skipExisting;

  @Option(names = "--welcome", description = "New users get a welcome mail (default: none).")
  private boolean welcome;

  @Option(
      names = "--batch",
      paramLabel = "ROWS",
      description = "Rows of a request, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private Integer batch = 500;

  @Option(
      names = "--parallel",
      paramLabel = "REQUESTS",
      description = "Requests at a time, 1 to 16 (default: ${DEFAULT-VALUE}).")
  private Integer parallel = 4;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      description =
          "For how long to ask again where the API is away or busy (default: ${DEFAULT-VALUE}).")
  private String patience = "10m";

  @Option(names = "--json", description = "Prints what became of it as JSON.")
  private boolean json;

  private final Terminal terminal;
  private final Clocks clocks = Clocks.system();

  /** Typed in {@code terminal}. */
  public ImportCommand(Terminal terminal) {
    this.terminal = terminal;
    this.api = new ApiOptions(terminal);
  }

  @Override
  public Integer call() throws Exception {
    Target target = new Target(api.url(), api.key(), patience());
    boolean watched = !json && Terminal.isInteractive();
    ImportOptions options =
        new ImportOptions(
            bounded("--batch", batch, MOST_ROWS),
            bounded("--parallel", parallel, MOST_REQUESTS),
            welcome,
            skipExisting,
            watched);
    Fields fields = from.fields();
    Path place = state == null ? from.defaultState() : state;
    Path refused = errors == null ? Path.of(place + ".errors.ndjson") : errors;
    from.requireApart(place, "--state");
    from.requireApart(refused, "--errors");
    try (from) {
      RowSource source = from.source(fields, note -> terminal.err().println(note));
      String description = description(source, fields, options, target);
      try (Journal journal = Journal.open(place, refused, description, restart)) {
        return run(new Work(source, fields, journal, options, refused), target, watched);
      }
    }
  }

  /** What an import is made of. */
  private record Work(
      RowSource source, Fields fields, Journal journal, ImportOptions options, Path refused) {}

  private int run(Work work, Target target, boolean watched)
      throws IOException, InterruptedException {
    long begun = clocks.nanos();
    long before = work.journal().state().position().rows();
    if (before > 0) {
      terminal.err().printf(Locale.ROOT, "Going on behind row %,d%n", before);
    }
    boolean whole;
    try (ProgressBar bar = new ProgressBar(terminal.err(), clocks, "rows", watched);
        StopSignal signal = new StopSignal()) {
      whole =
          new Importer(
                  work.source(),
                  work.fields(),
                  work.journal(),
                  work.options(),
                  clocks,
                  (share, now) -> bar.at(share, now.position().rows(), refusedText(now)))
              .run(target, signal.stop());
    }
    return report(work, before, whole, (clocks.nanos() - begun) / NANOS);
  }

  private int report(Work work, long before, boolean whole, double seconds) {
    ImportState end = work.journal().state();
    terminal
        .out()
        .println(
            json ? json(end, before, whole, seconds) : text(end, before, work.refused(), seconds));
    if (!whole) {
      terminal.err().println("Stopped; the same command goes on behind the last row");
      return STOPPED;
    }
    return end.counts().refused() > 0 ? REFUSED : 0;
  }

  private static String refusedText(ImportState state) {
    long refused = state.counts().refused();
    return refused == 0 ? "" : String.format(Locale.ROOT, "%,d not in", refused);
  }

  private static String text(ImportState end, long before, Path refused, double seconds) {
    long rows = end.position().rows() - before;
    return String.format(
        Locale.ROOT,
        "%,d rows: %,d users created, %,d there already, %,d rows not in%s (%s, %,d rows/s)",
        end.position().rows(),
        end.counts().created(),
        end.counts().present(),
        end.counts().refused(),
        end.counts().refused() > 0 ? ", see " + refused : "",
        ProgressBar.text(Math.round(seconds)),
        Math.round(rows / Math.max(seconds, 1e-3)));
  }

  private static JsonObject json(ImportState end, long before, boolean whole, double seconds) {
    return new JsonObject()
        .put("finished", whole)
        .put("rows", end.position().rows())
        .put("created", end.counts().created())
        .put("present", end.counts().present())
        .put("refused", end.counts().refused())
        .put("rowsOfThisRun", end.position().rows() - before)
        .put("seconds", Math.round(seconds * 1_000) / 1_000.0);
  }

  /** With other options the same rows would be other requests, or another API would have them. */
  private static String description(
      RowSource source, Fields fields, ImportOptions options, Target target) {
    return source.description()
        + "; columns "
        + fields
        + "; by "
        + options.batch()
        + (options.welcome() ? ", with welcome mail" : "")
        + "; to "
        + target.url();
  }

  private Duration patience() {
    try {
      Duration time = DurationText.parse(patience);
      return Duration.ofMillis(Durations.millis(time));
    } catch (Failure e) {
      throw new LaunchFailure("--patience " + DurationText.RULE, e);
    }
  }

  private static int bounded(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new LaunchFailure(option + " must be 1 to " + most);
    }
    return value;
  }
}
