package dev.carillon.launcher.imports.journal;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an import leaves on the disk: the file of errors, a row a line, and the state, which says
 * how far it has come and how much of the errors belongs to that. Errors are written first: those
 * of a state that was not written are cut off again, and come again with their rows.
 */
public final class Journal implements AutoCloseable {
  private static final Set<OpenOption> FOR_ERRORS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  private static final Set<OpenOption> ANEW =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);

  /** How each line of errors begins. */
  private static final String LINE = "{\"row\":";

  /** Rows are personal data. */
  private static final FileAttribute<Set<PosixFilePermission>> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final Path errorsFile;
  private final FileChannel errors;
  private ImportState state;

  private Journal(Path file, Path errorsFile, FileChannel errors, ImportState state) {
    this.file = file;
    this.errorsFile = errorsFile;
    this.errors = errors;
    this.state = state;
  }

  /**
   * Opens the files of an import, or begins it. Fails where they are those of another import, or
   * where another process uses them: of one state there is one file of errors, and of that one
   * process.
   *
   * @param restart whether to forget what was there
   */
  public static Journal open(Path file, Path errorsFile, String description, boolean restart) {
    try {
      requireErrors(errorsFile);
      String here = errorsFile.toAbsolutePath().normalize().toString();
      FileChannel errors = FileChannel.open(errorsFile, FOR_ERRORS, OWN);
      try {
        Journal journal =
            new Journal(file, errorsFile, errors, ImportState.begin(description, here));
        journal.lock();
        ImportState before = read(file); // what is no state is not written over
        if (!restart && before != null) {
          requireSame(before, file, description, here);
        }
        journal.begin(restart ? null : before);
        return journal;
      } catch (IOException | RuntimeException e) {
        errors.close();
        throw e;
      }
    } catch (IOException e) {
      throw new LaunchFailure(
          file + " and " + errorsFile + " cannot be used (" + e + "); choose others with --state",
          e);
    }
  }

  private static void requireSame(
      ImportState before, Path file, String description, String errors) {
    String anew = ". Choose another file with --state, or begin anew with --restart";
    if (!before.description().equals(description)) {
      throw new LaunchFailure(
          file
              + " is of another import: "
              + before.description()
              + "; this one is: "
              + description
              + anew);
    }
    if (before.errors() != null && !before.errors().equals(errors)) {
      throw new LaunchFailure(
          file + " is of an import whose errors are in " + before.errors() + " (--errors)" + anew);
    }
  }

  /** What is in the file is cut off: another file, such as the source itself, would be lost. */
  private static void requireErrors(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(LINE.length()), StandardCharsets.UTF_8);
      if (!LINE.startsWith(begin)) {
        throw new LaunchFailure(
            file + " has no errors of an import in it; choose another file with --errors");
      }
    }
  }

  private void lock() throws IOException {
    boolean free;
    try {
      free = errors.tryLock() != null;
    } catch (OverlappingFileLockException here) {
      free = false;
    }
    if (!free) {
      throw new LaunchFailure("Another import writes to " + errorsFile + " at the moment");
    }
  }

  /** The state is on the disk before the first request: its id is part of what is asked. */
  private void begin(@Nullable ImportState before) throws IOException {
    state = before == null ? state : before;
    errors.truncate(state.errorBytes()).position(errors.size());
    save();
  }

  private static @Nullable ImportState read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      ImportState state = ImportState.of(new JsonObject(Buffer.buffer(Files.readAllBytes(file))));
      if (state != null) {
        return state;
      }
    } catch (RuntimeException wrong) {
      // said below
    }
    throw new LaunchFailure(
        file + " is not the state of an import; choose another file with --state");
  }

  /** How far it has come; on the disk it may have come less far. */
  public ImportState state() {
    return state;
  }

  /** Takes the outcomes of the rows up to {@code last}. */
  public void settle(SourceRow last, ImportState.Counts counts, List<JsonObject> refused)
      throws IOException {
    for (JsonObject line : refused) {
      ByteBuffer bytes = ByteBuffer.wrap((line.encode() + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        errors.write(bytes);
      }
    }
    state = state.upTo(last, counts, errors.position());
  }

  /** Remembers that the source ends with this row, before the batch is asked for. */
  public void endsWith(long row) throws IOException {
    state = state.endingWith(row);
    save();
  }

  /** Has the disk know as much as this process. */
  public void save() throws IOException {
    errors.force(true);
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out = FileChannel.open(whole, ANEW, OWN)) {
      out.write(ByteBuffer.wrap(state.json().toBuffer().getBytes()));
      out.force(true);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    try {
      errors.close();
    } catch (IOException e) {
      throw new LaunchFailure(errorsFile + " cannot be closed", e);
    }
  }
}
