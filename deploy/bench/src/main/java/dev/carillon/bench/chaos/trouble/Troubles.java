package dev.carillon.bench.chaos.trouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The troubles of a run, one after the other: each once in every turn, in a new order each time.
 */
public final class Troubles {
  private static final List<Trouble> ALL =
      List.of(
          new Kill(),
          new StandStill(),
          new Cut(),
          new PostgresRestart(),
          new Retire(),
          new ReadOnly(),
          new ServerAway());

  private final List<Trouble> chosen;
  private final List<Trouble> turn = new ArrayList<>();
  private final Map<String, Integer> struck = new TreeMap<>();

  /** Those that are named. */
  public Troubles(List<String> named) {
    this.chosen = ALL.stream().filter(t -> named.contains(t.name())).toList();
  }

  /** All names. */
  public static List<String> names() {
    return ALL.stream().map(Trouble::name).toList();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return chosen.isEmpty();
  }

  /** The next one strikes. */
  public void strike(Stage stage) throws Exception {
    if (turn.isEmpty()) {
      turn.addAll(chosen);
    }
    Trouble next = turn.remove(stage.random().nextInt(turn.size()));
    struck.merge(next.name(), 1, Integer::sum);
    next.strike(stage);
  }

  /** How often each has struck. */
  public Map<String, Integer> struck() {
    return Map.copyOf(struck);
  }
}
