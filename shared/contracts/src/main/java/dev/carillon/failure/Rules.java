package dev.carillon.failure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link Checks} ask of a message, noted while one is made: the very calls that refuse a field
 * say what the field may be, so that a description of the message cannot differ from what is
 * refused. What JSON Schema has a word for is noted with that word, all else as the sentence that a
 * caller would get. Fields are JSON pointers.
 *
 * @param needed the fields that must be there
 * @param keywords by field, in words of JSON Schema, such as {@code maxLength}
 * @param sentences by field: what is said to whoever breaks the rule
 */
public record Rules(
    Set<String> needed,
    Map<String, Map<String, Object>> keywords,
    Map<String, Set<String>> sentences) {

  /**
   * The rules that the checks of {@code making} ask for. Nothing is refused meanwhile; whatever it
   * throws behind its checks, because a sample is none of what they allow, is of no account.
   */
  public static Rules of(Runnable making) {
    return Notes.of(making).rules();
  }

  /** Every field that there is a rule for. */
  public List<String> pointers() {
    Set<String> all = new LinkedHashSet<>(needed);
    all.addAll(keywords.keySet());
    all.addAll(sentences.keySet());
    return new ArrayList<>(all);
  }

  /** The rules of a field that JSON Schema has words for. */
  public Map<String, Object> keywords(String pointer) {
    return keywords.getOrDefault(pointer, Map.of());
  }

  /** The other rules of a field. */
  public Set<String> sentences(String pointer) {
    return sentences.getOrDefault(pointer, Set.of());
  }

  /** Whether a field must be there. */
  public boolean isNeeded(String pointer) {
    return needed.contains(pointer);
  }
}
