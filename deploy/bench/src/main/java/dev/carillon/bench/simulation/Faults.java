package dev.carillon.bench.simulation;

/** How likely what goes wrong is; nothing does once it is over. */
final class Faults {
  private final World world;
  private boolean over;

  /** So likely is a call whose request, or whose answer, is lost. */
  private static final double LOST = 0.02;

  Faults(World world) {
    this.world = world;
  }

  void end() {
    over = true;
  }

  boolean areOver() {
    return over;
  }

  boolean loses() {
    return !over && world.chance(LOST);
  }

  boolean happens(double probability) {
    return !over && world.chance(probability);
  }

  /** Milliseconds on the way: mostly few, sometimes many. */
  long delay() {
    return !over && world.chance(0.02) ? world.between(100, 3_000) : world.between(1, 8);
  }
}
