package dev.carillon.bench.chaos.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run of chaos came to.
 *
 * @param broken the promises that were broken, with words about each case
 * @param acknowledged how many mails were accepted and said to be
 * @param unjudged how many mails were late on a machine too busy to say whose fault it was
 * @param lines what was seen beside, each a line
 */
public record ChaosReport(
    Map<Broken, List<String>> broken, int acknowledged, int unjudged, List<String> lines) {
  private static final int EXAMPLES = 5;

  public ChaosReport {
    broken = Map.copyOf(broken);
    lines = List.copyOf(lines);
  }

  /** Whether every promise was kept. */
  public boolean kept() {
    return broken.isEmpty();
  }

  private int count(Broken what) {
    return broken.getOrDefault(what, List.of()).size();
  }

  @Override
  public String toString() {
    List<String> all = new ArrayList<>();
    all.add(
        "acknowledged %d, lost %d, unexcused copies %d, wrongly dead %d, late %d"
            .formatted(
                acknowledged,
                count(Broken.LOST),
                count(Broken.UNEXCUSED_COPY),
                count(Broken.WRONGLY_DEAD),
                count(Broken.LATE)));
    all.addAll(lines);
    for (Broken what : Broken.values()) {
      List<String> cases = broken.getOrDefault(what, List.of());
      if (!cases.isEmpty()) {
        all.add("BROKEN: " + what.words() + ", " + cases.size() + " times:");
        cases.stream().limit(EXAMPLES).forEach(words -> all.add("  " + words));
      }
    }
    if (unjudged > 0) {
      all.add(unjudged + " mails came late, and the machine was too busy to judge that");
    }
    all.add(kept() ? "every promise was kept" : "A PROMISE WAS BROKEN");
    return String.join("\n", all);
  }
}
