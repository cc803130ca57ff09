package dev.carillon.launcher.imports.row;

import org.jspecify.annotations.Nullable;

/**
 * Why a row is not in.
 *
 * @param field the source's column to blame, where one is
 * @param code as in problem documents
 * @param message the same as a sentence
 */
public record RowFault(@Nullable String field, String code, String message) {
  /** What the source itself has wrong, before the API is asked. */
  public static RowFault invalid(@Nullable String field, String message) {
    return new RowFault(field, "invalid", message);
  }
}
