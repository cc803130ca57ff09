package dev.carillon.launcher.imports.row;

import org.jspecify.annotations.Nullable;

/**
 * Up to where a source was taken in.
 *
 * @param rows how many rows that are
 * @param key of the last one, where the source has a key column
 * @param mark of the last one; empty before the first
 */
public record Position(long rows, @Nullable RowKey key, String mark) {
  /** Before the first row. */
  public static final Position START = new Position(0, null, "");
}
