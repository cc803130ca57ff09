package dev.carillon.bench.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run: clients, three nodes and everything that can go wrong for a minute, then calm until all
 * is settled. The same seed gives the same run, step by step.
 */
public final class Simulation {
  private static final int NODES = 3;
  private static final int MAILS = 40;
  private static final long TROUBLE_ENDS = 30_000;
  private static final int MAILS_ON_ROWS = 25;
  private static final long TROUBLE_ENDS_ON_ROWS = 15_000;
  private static final long END = 300_000;
  private static final int BURST = 45;

  private final World world;
  private final Faults faults;
  private final SimDatabase database;
  private final Checker checker;
  private final Mutation mutation;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<String, Integer> troubles = new LinkedHashMap<>();

  private int burst;
  private final int mails;
  private final long troubleEnds;

  private Simulation(long seed, Mutation mutation, @Nullable SimRows rows) {
    this.world = new World(seed);
    this.faults = new Faults(world);
    this.mutation = mutation;
    this.database =
        rows == null ? new SimDatabase(world, mutation) : new TwinDatabase(world, mutation, rows);
    this.checker = new Checker(database);
    this.mails = rows == null ? MAILS : MAILS_ON_ROWS;
    this.troubleEnds = rows == null ? TROUBLE_ENDS : TROUBLE_ENDS_ON_ROWS;
  }

  /**
   * What a run came to.
   *
   * @param violation what was wrong, or null
   * @param steps how many events there were
   * @param sent how many mails arrived
   * @param copies how many arrived more often than once
   * @param troubles what went wrong on purpose, and how often
   */
  public record Report(
      @Nullable String violation,
      long steps,
      int sent,
      int copies,
      Map<String, Integer> troubles) {}

  /** Runs one seed. */
  public static Report run(long seed, Mutation mutation) {
    return new Simulation(seed, mutation, null).run();
  }

  /**
   * Runs one seed on the model and on PostgreSQL side by side; where they differ is a violation.
   * Shorter than without, and without restarts of the database.
   */
  public static Report runOn(SimRows rows, long seed, Mutation mutation) {
    return new Simulation(seed, mutation, rows).run();
  }

  private Report run() {
    for (int i = 0; i < NODES; i++) {
      startNode();
    }
    for (int i = 0; i < mails; i++) {
      int number = i;
      world.after(
          world.between(0, (int) troubleEnds),
          () -> new SimClient(world, database, faults, nodes).store(number));
    }
    trouble();
    world.after(troubleEnds, this::calm);
    String violation = null;
    try {
      while (violation == null && !isSettled() && world.step(END)) {
        violation = isSettled() ? null : checker.afterStep();
      }
    } catch (Difference difference) {
      violation = "at " + world.now() + " ms " + difference.getMessage();
    }
    return report(violation == null ? last() : violation);
  }

  private @Nullable String last() {
    database.moved = true;
    String wrong = checker.afterStep();
    return wrong == null ? checker.atEnd() : wrong;
  }

  private boolean isSettled() {
    return faults.areOver()
        && world.now() > troubleEnds + 20_000
        && database.mails.values().stream().allMatch(m -> m.outcome != null);
  }

  private Report report(@Nullable String violation) {
    int sent = 0;
    int copies = 0;
    for (SimMail mail : database.mails.values()) {
      int arrived = database.copies.of(mail.id);
      sent += arrived > 0 ? 1 : 0;
      copies += Math.max(0, arrived - 1);
    }
    return new Report(violation, world.steps(), sent, copies, troubles);
  }

  private void startNode() {
    boolean isOfOne = mutation == Mutation.DEADLINE_IGNORED && !nodes.isEmpty();
    SimNode node = new SimNode(world, database, faults, isOfOne ? Mutation.NONE : mutation);
    nodes.add(node);
    node.start();
  }

  /** Something goes wrong, again and again. */
  private void trouble() {
    if (faults.areOver()) {
      return;
    }
    SimNode node = nodes.get(world.between(0, nodes.size() - 1));
    switch (world.between(0, 8)) {
      case 0 -> kill(node);
      case 1 -> {
        count("stopped");
        node.stop();
        world.after(world.between(100, 25_000), node::goOn);
      }
      case 2 -> {
        count("session lost");
        node.loseSession();
      }
      case 3 -> {
        if (!database.restarts()) {
          break;
        }
        count("database restarted");
        database.restart();
        nodes.forEach(n -> n.session.lose());
      }
      case 4 -> {
        count("clock jumped");
        database.jump(world.between(100, 20_000));
      }
      case 5 -> {
        count("all paused");
        database.pauseAll(true);
        if (world.chance(0.1) && burst == 0) {
          burst = BURST;
          new SimClient(world, database, faults, nodes).burst(mails, BURST);
        }
        world.after(world.between(100, 5_000), () -> database.pauseAll(false));
      }
      case 6 -> {
        count("server paused");
        database.serverPaused = true;
        world.after(world.between(100, 5_000), () -> database.serverPaused = false);
      }
      case 7 -> {
        count("cut off");
        node.cutOff();
        world.after(world.between(1_000, 80_000), node::comeBack);
      }
      default -> count("nothing");
    }
    world.after(world.between(200, 4_000), this::trouble);
  }

  private void kill(SimNode node) {
    count("killed");
    node.kill();
    nodes.remove(node);
    world.after(world.between(10, 5_000), this::startNode);
    if (nodes.isEmpty()) {
      startNode();
    }
  }

  private void calm() {
    faults.end();
    nodes.forEach(SimNode::goOn);
  }

  private void count(String trouble) {
    troubles.merge(trouble, 1, Integer::sum);
  }
}
