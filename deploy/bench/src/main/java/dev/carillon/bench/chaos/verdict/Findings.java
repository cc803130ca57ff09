package dev.carillon.bench.chaos.verdict;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found broken, with words about each. */
final class Findings {
  private final Map<Broken, List<String>> found = new EnumMap<>(Broken.class);

  void add(Broken what, String words) {
    found.computeIfAbsent(what, w -> new ArrayList<>()).add(words);
  }

  void addIf(boolean broken, Broken what, String words) {
    if (broken) {
      add(what, words);
    }
  }

  Map<Broken, List<String>> all() {
    return found;
  }
}
