package dev.carillon.launcher.imports.file;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.imports.row.Fields;
import dev.carillon.launcher.imports.row.Position;
import dev.carillon.launcher.imports.row.RowSource;
import dev.carillon.launcher.imports.row.SourceRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file of rows. To go on it is read from its beginning again, and must be what it was up to
 * there; what was added behind is taken in.
 */
public final class FileSource implements RowSource {
  private final Path file;
  private final Format format;
  private final char separator;
  private final Fields fields;
  private final Consumer<String> notes;

  /** How a file is written. */
  public enum Format {
    /** RFC 4180, with a header. */
    CSV,
    /** An object a line. */
    NDJSON
  }

  /**
   * The rows of {@code file}.
   *
   * @param separator between the values of CSV
   * @param notes what people may want to know of it
   */
  public FileSource(
      Path file, Format format, char separator, Fields fields, Consumer<String> notes) {
    this.file = file.toAbsolutePath().normalize();
    this.format = format;
    this.separator = separator;
    this.fields = fields;
    this.notes = notes;
  }

  @Override
  public String description() {
    return file + " as " + format + (format == Format.CSV ? " by " + separator : "");
  }

  @Override
  public Rows open(Position behind, boolean counted) throws IOException, InterruptedException {
    if (!Files.isReadable(file)) {
      throw new LaunchFailure(file + " cannot be read");
    }
    Rows rows = open();
    try {
      passOver(rows, behind);
      return rows;
    } catch (IOException | InterruptedException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private Rows open() throws IOException {
    if (format == Format.NDJSON) {
      return new NdjsonRows(file);
    }
    CsvRows rows = new CsvRows(file, separator);
    List<String> unused = fields.unused(rows.columns());
    if (!unused.isEmpty()) {
      notes.accept("Columns that are not taken in: " + String.join(", ", unused));
    }
    return rows;
  }

  private void passOver(Rows rows, Position behind) throws IOException, InterruptedException {
    SourceRow row = null;
    for (long i = 0; i < behind.rows(); i++) {
      row = rows.next();
      if (row == null) {
        throw changed(behind, "has only " + i + " of them");
      }
    }
    if (row != null && !row.mark().equals(behind.mark())) {
      throw changed(behind, "has changed among them");
    }
  }

  private LaunchFailure changed(Position behind, String how) {
    return new LaunchFailure(
        file
            + ", of which "
            + behind.rows()
            + " rows were taken in, "
            + how
            + "; --restart begins anew, with --skip-existing for those that are in already");
  }
}
