package dev.carillon.launcher.imports.row;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A row as the source has it.
 *
 * @param number its place in the source, from 1
 * @param key what the source is ordered by, where that is not the place
 * @param mark a digest: of the row and all before it in a file, of the row alone in a database
 * @param columns its values by the source's names; what there is of a row that cannot be read
 * @param fault why it cannot be read, where it cannot
 */
public record SourceRow(
    long number, @Nullable RowKey key, String mark, JsonObject columns, @Nullable RowFault fault) {
  /** The same row, which cannot be taken in. */
  public SourceRow with(RowFault why) {
    return new SourceRow(number, key, mark, columns, why);
  }
}
