package dev.carillon.bench.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which lane a process takes mail of: of 21 mails 16, 4 and 1 where all have some (stride
 * scheduling: C. Waldspurger, 1995). A lane that had nothing saves up no turns.
 */
final class SimLanes {
  private static final int[] WEIGHTS = {16, 4, 1};
  private static final int ROUND = 21;

  private final Mutation mutation;
  private final Map<Long, double[]> turns = new HashMap<>(); // by worker

  SimLanes(Mutation mutation) {
    this.mutation = mutation;
  }

  /** The next for a process: of the lane whose turn it is, the first. */
  SimTables.Chunk next(long worker, List<SimTables.Chunk> ready) {
    double[] its = turns.computeIfAbsent(worker, w -> new double[WEIGHTS.length]);
    SimTables.Chunk next = null;
    for (SimTables.Chunk chunk : ready) {
      if (next == null || isBefore(its, chunk.lane(), next.lane())) {
        next = chunk;
      }
    }
    return Objects.requireNonNull(next);
  }

  private boolean isBefore(double[] its, int lane, int other) {
    if (mutation == Mutation.LANES_STRICT || its[lane] == its[other]) {
      return lane < other;
    }
    return its[lane] < its[other];
  }

  void took(long worker, SimTables.Chunk chunk) {
    double[] its = Objects.requireNonNull(turns.get(worker));
    double now = its[chunk.lane()];
    its[chunk.lane()] += chunk.ids().size() / (double) WEIGHTS[chunk.lane()];
    for (int lane = 0; lane < WEIGHTS.length; lane++) {
      its[lane] = Math.max(its[lane], lane == chunk.lane() ? 0 : now);
    }
  }

  /** What is wrong with what a claim took: nobody waits for longer than a round. */
  static @Nullable String wrong(List<SimTables.Chunk> taken, List<SimTables.Chunk> left) {
    return IntStream.range(0, WEIGHTS.length)
        .filter(lane -> left.stream().anyMatch(chunk -> chunk.lane() == lane))
        .filter(lane -> taken.stream().noneMatch(chunk -> chunk.lane() == lane))
        .filter(lane -> taken.size() > ROUND / WEIGHTS[lane] + 1)
        .mapToObj(lane -> "lane " + lane + " waited while " + taken.size() + " others were taken")
        .findFirst()
        .orElse(null);
  }
}
