package dev.carillon.bench.chaos.trouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The troubles of a run, one after the other: each once in every turn, in a new order each time.
 */
public final class Troubles {
  private static final String DISK_FULL = "disk-full";
  private static final List<Trouble> ALWAYS =
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

  /**
   * Those that are named.
   *
   * @param disk what PostgreSQL's data are on, if it can be filled
   */
  public Troubles(List<String> named, @Nullable SmallDisk disk) {
    List<Trouble> all = new ArrayList<>(ALWAYS);
    if (disk != null) {
      all.add(new DiskFull(disk));
    }
    this.chosen = all.stream().filter(t -> named.contains(t.name())).toList();
  }

  /** All names. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(ALWAYS.stream().map(Trouble::name).toList());
    names.add(DISK_FULL);
    return names;
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
