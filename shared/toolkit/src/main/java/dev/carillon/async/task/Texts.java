package dev.carillon.async.task;

import java.util.List;
import java.util.function.Supplier;

/** What other people's code says of itself, for lists: where it throws, that is what is listed. */
final class Texts {
  private Texts() {}

  /** A failure's own text, or its type's name. */
  static String of(Throwable failure) {
    try {
      return String.valueOf(failure);
    } catch (RuntimeException mute) {
      return failure.getClass().getName();
    }
  }

  /** What is waited for. */
  static List<String> list(Supplier<List<String>> texts) {
    try {
      return texts.get();
    } catch (RuntimeException unknown) {
      return List.of("unknown: " + of(unknown));
    }
  }
}
