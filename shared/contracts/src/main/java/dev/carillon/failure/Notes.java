package dev.carillon.failure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes down the rules of a message while it is made. */
final class Notes {
  /** Whoever takes notes on this thread; nobody but during {@link #of}. */
  private static final ThreadLocal<@Nullable Notes> TAKEN = new ThreadLocal<>();

  /** Of a line, as ECMA 262 and Java both read it. */
  static final String LINE = "[^\\p{Cc}\\u2028\\u2029]*$";

  /** Of a text of many lines. */
  static final String TEXT = "([^\\p{Cc}\\u2028\\u2029]|[\\t\\n\\r])*$";

  private final Map<String, Map<String, Object>> keywords = new LinkedHashMap<>();
  private final Map<String, Set<String>> sentences = new LinkedHashMap<>();
  private final Set<String> needed = new LinkedHashSet<>();

  private Notes() {}

  static Notes of(Runnable making) {
    Notes outer = TAKEN.get();
    Notes notes = new Notes();
    TAKEN.set(notes);
    try {
      making.run();
    } catch (RuntimeException behindTheChecks) {
      // the rules are complete
    } finally {
      if (outer == null) {
        TAKEN.remove();
      } else {
        TAKEN.set(outer);
      }
    }
    return notes;
  }

  static @Nullable Notes taken() {
    return TAKEN.get();
  }

  Rules rules() {
    return new Rules(needed, keywords, sentences);
  }

  /** The first that is said of a field counts. */
  void keyword(String pointer, String keyword, Object value) {
    keywords.computeIfAbsent(pointer, p -> new LinkedHashMap<>()).putIfAbsent(keyword, value);
  }

  /** JSON Schema counts characters where Java counts UTF-16 units. */
  void text(String pointer, int min, int max, String allowed) {
    if (min > 0) {
      keyword(pointer, "minLength", min);
    }
    keyword(pointer, "maxLength", max);
    keyword(pointer, "pattern", "^" + (min > 0 ? VisibleText.AHEAD : "") + allowed);
  }

  void range(String pointer, String least, int min, String most, int max) {
    keyword(pointer, least, min);
    keyword(pointer, most, max);
  }

  void sentence(String pointer, String detail) {
    sentences.computeIfAbsent(pointer, p -> new LinkedHashSet<>()).add(detail);
  }

  void needed(String pointer) {
    needed.add(pointer);
  }
}
