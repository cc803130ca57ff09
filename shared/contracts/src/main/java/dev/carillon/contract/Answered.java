package dev.carillon.contract;

import dev.carillon.json.JsonType;

/**
 * An answer to a write that may be repeated under an idempotency key.
 *
 * @param answer what the write led to
 * @param replayed whether this is the answer to an earlier request with the same key
 */
public record Answered<R>(R answer, boolean replayed) {
  /** The type of such answers. */
  public static <R extends Record> JsonType<Answered<R>> of(Class<R> answer) {
    return JsonType.of(Answered.class, answer);
  }
}
