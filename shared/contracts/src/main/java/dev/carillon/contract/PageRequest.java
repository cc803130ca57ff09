package dev.carillon.contract;

import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list.
 *
 * @param limit how many items at most, 1 to {@value #MAX_LIMIT}
 * @param cursor where the page before ended, as it said; null for the first page
 */
public record PageRequest(int limit, @Nullable String cursor) {
  /** The longest page. */
  public static final int MAX_LIMIT = 200;

  /** The page length when none is asked for. */
  public static final int DEFAULT_LIMIT = 50;

  /** What is said against a cursor that a list cannot have given out. */
  public static final String FOREIGN_CURSOR = "is not one that this list gave out";

  private static final int MAX_CURSOR = 2_000;

  public PageRequest {
    Checks.start()
        .that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be from 1 to " + MAX_LIMIT)
        .lineIfPresent("cursor", cursor, 1, MAX_CURSOR)
        .verify();
  }
}
