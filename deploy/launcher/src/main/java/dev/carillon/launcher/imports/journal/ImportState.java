package dev.carillon.launcher.imports.journal;

import dev.carillon.launcher.imports.row.Position;
import dev.carillon.launcher.imports.row.RowKey;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far an import has come, as its file has it.
 *
 * @param id of the import: part of the keys under which the API remembers its batches
 * @param description of the source and the options; another one is another import
 * @param errors the file of errors, of which the counts below are; null in the files of before
 * @param position up to where every row has its outcome
 * @param end the row with which the last batch ended that was cut short by the end of the source; 0
 *     for none
 * @param errorBytes how much of the file of errors is of the rows up to the position
 * @param counts of the rows up to the position
 */
public record ImportState(
    UUID id,
    String description,
    @Nullable String errors,
    Position position,
    long end,
    long errorBytes,
    Counts counts) {
  private static final int VERSION = 1;

  /**
   * What became of rows.
   *
   * @param created users that are new
   * @param present users that were there already, with the same values
   * @param refused rows that are not in
   */
  public record Counts(long created, long present, long refused) {
    Counts plus(Counts more) {
      return new Counts(created + more.created, present + more.present, refused + more.refused);
    }
  }

  /** Before the first row. */
  static ImportState begin(String description, String errors) {
    return new ImportState(
        UUID.randomUUID(), description, errors, Position.START, 0, 0, new Counts(0, 0, 0));
  }

  /** Everything up to this row has its outcome. */
  ImportState upTo(SourceRow last, Counts more, long bytes) {
    Position now = new Position(last.number(), last.key(), last.mark());
    return new ImportState(id, description, errors, now, end, bytes, counts.plus(more));
  }

  /** The source ends with this row, for now. */
  ImportState endingWith(long row) {
    return new ImportState(id, description, errors, position, row, errorBytes, counts);
  }

  JsonObject json() {
    RowKey key = position.key();
    return new JsonObject()
        .put("version", VERSION)
        .put("id", id.toString())
        .put("description", description)
        .put("errors", errors)
        .put("rows", position.rows())
        .put("key", key == null ? null : JsonObject.of("kind", key.kind(), "text", key.text()))
        .put("mark", position.mark())
        .put("end", end)
        .put("errorBytes", errorBytes)
        .put("created", counts.created())
        .put("present", counts.present())
        .put("refused", counts.refused());
  }

  /** Null for what is not such a file. */
  static @Nullable ImportState of(JsonObject json) {
    if (json.getInteger("version", 0) != VERSION) {
      return null;
    }
    JsonObject key = json.getJsonObject("key");
    return new ImportState(
        UUID.fromString(json.getString("id")),
        json.getString("description"),
        json.getString("errors"),
        new Position(
            json.getLong("rows"),
            key == null ? null : new RowKey(key.getString("kind"), key.getString("text")),
            json.getString("mark")),
        json.getLong("end"),
        json.getLong("errorBytes"),
        new Counts(json.getLong("created"), json.getLong("present"), json.getLong("refused")));
  }
}
