package dev.carillon.bench.chaos.trouble;

import dev.carillon.bench.chaos.postgres.MovedClock;
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

  /** The one that needs a clock which can be moved. */
  public static final String CLOCK = "clock";

  private final List<Trouble> chosen;
  private final List<Trouble> turn = new ArrayList<>();
  private final Map<String, Integer> struck = new TreeMap<>();

  /**
   * Those that are named.
   *
   * @param hasDisks whether PostgreSQL's data are on what can be filled
   * @param clock PostgreSQL's, if it can be moved
   */
  public Troubles(List<String> named, boolean hasDisks, @Nullable MovedClock clock) {
    List<Trouble> all = always();
    if (hasDisks) {
      all.add(new DiskFull());
    }
    if (clock != null) {
      all.add(new ClockMove(clock));
    }
    this.chosen = all.stream().filter(t -> named.contains(t.name())).toList();
  }

  private static List<Trouble> always() {
    return new ArrayList<>(
        List.of(
            new Kill(),
            new StandStill(),
            new Cut(),
            new PostgresRestart(),
            new Retire(),
            new ReadOnly(),
            new Failover(),
            new ServerAway()));
  }

  /** All names. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(always().stream().map(Trouble::name).toList());
    names.addAll(List.of(DISK_FULL, CLOCK));
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
