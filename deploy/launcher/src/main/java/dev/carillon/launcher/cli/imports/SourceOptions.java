package dev.carillon.launcher.cli.imports;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.imports.database.DatabaseSource;
import dev.carillon.launcher.imports.file.FileSource;
import dev.carillon.launcher.imports.file.FileSource.Format;
import dev.carillon.launcher.imports.row.Fields;
import dev.carillon.launcher.imports.row.RowSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the rows come from. */
final class SourceOptions implements AutoCloseable {
  private static final long CLOSE_SECONDS = 10;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "CSV with a header, or NDJSON (an object a line), in UTF-8.")
  private @Nullable Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "csv or ndjson (default: by the name of the file).")
  private @Nullable Format format;

  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      description = "Between the values of CSV (default: ${DEFAULT-VALUE}).")
  private char separator = ',';

  @Option(
      names = "--from",
      paramLabel = "URL",
      description =
          "Instead of a file: mysql://user@host:3306/database (also MariaDB) or"
              + " postgresql://user@host:5432/database.")
  private @Nullable String from;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Holds the database's password, which is seen in the list of processes else.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--query",
      paramLabel = "SQL",
      description = "What to read there. It is run in a transaction that only reads.")
  private @Nullable String query;

  @Option(
      names = "--key",
      paramLabel = "COLUMN",
      description =
          "A column of the query that is unique and never null: whole numbers, texts or UUIDs. Rows"
              + " come in its order, and an import goes on behind the last value; an index helps.")
  private @Nullable String key;

  @Option(
      names = "--map",
      split = ",",
      paramLabel = "COLUMN=FIELD",
      description =
          "Which column becomes email, name, locale, zone, externalId, welcome or active; columns of"
              + " these names need none.")
  private Map<String, String> map = Map.of();

  private @Nullable Vertx vertx;

  Fields fields() {
    return Fields.of(map);
  }

  RowSource source(Fields fields, Consumer<String> notes) {
    if (from == null) {
      if (query != null || key != null || passwordFile != null) {
        throw new LaunchFailure("--query, --key and --password-file belong to --from");
      }
      Path there = neededFile();
      return new FileSource(there, format(there), separator, fields, notes);
    }
    if (file != null || format != null) {
      throw new LaunchFailure("--from is instead of a file");
    }
    if (query == null || key == null) {
      throw new LaunchFailure("--from needs --query and --key");
    }
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    return new DatabaseSource(vertx, from, password(), query, key, fields, notes);
  }

  /** Beside the file, or in the current folder. */
  Path defaultState() {
    return from == null ? Path.of(neededFile() + ".import.json") : Path.of("users.import.json");
  }

  /** What is written to is not what is read: a file of errors may be the source of an import. */
  void requireApart(Path written, String option) {
    requireApart(file, written, option);
    requireApart(passwordFile, written, option);
  }

  private static void requireApart(@Nullable Path read, Path written, String option) {
    try {
      if (read != null && Files.exists(written) && Files.isSameFile(read, written)) {
        throw new LaunchFailure(option + " " + written + " is what is read; choose another file");
      }
    } catch (IOException e) {
      throw new LaunchFailure(option + " " + written + " cannot be used: " + e.getMessage(), e);
    }
  }

  private Path neededFile() {
    if (file == null) {
      throw new LaunchFailure("There is nothing to import: name a file, or a database with --from");
    }
    return file;
  }

  private Format format(Path there) {
    if (format != null) {
      return format;
    }
    String name = there.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return Format.CSV;
    }
    if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
      return Format.NDJSON;
    }
    throw new LaunchFailure(there + " says neither .csv nor .ndjson: choose one with --format");
  }

  private @Nullable String password() {
    try {
      return passwordFile == null ? null : Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new LaunchFailure("--password-file " + passwordFile + " cannot be read", e);
    }
  }

  @Override
  public void close() {
    if (vertx != null) {
      try {
        vertx.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException late) {
        // the process ends anyway
      }
    }
  }
}
