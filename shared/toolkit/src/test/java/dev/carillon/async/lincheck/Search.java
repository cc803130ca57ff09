package dev.carillon.async.lincheck;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Runs Lincheck on the models that are named, each a class of this package, and prints a line for
 * each: {@code NAME linearizable}, or {@code NAME broken}. A program of its own, because Lincheck's
 * agent transforms the classes of the JVM that it is in, those that run tests as well.
 */
public final class Search {
  static final String LINEARIZABLE = " linearizable";
  static final String BROKEN = " broken";

  /** Programs for each model; a search of some hours has more: {@code -Dlincheck.programs=500}. */
  private static final int PROGRAMS = Integer.getInteger("lincheck.programs", 3);

  /** Interleavings of each program: {@code -Dlincheck.interleavings=10000}. */
  private static final int INTERLEAVINGS = Integer.getInteger("lincheck.interleavings", 50);

  private Search() {}

  /** Names of classes of this package. */
  public static void main(String[] models) throws ClassNotFoundException {
    for (String name : models) {
      Class<?> model = Class.forName(Search.class.getPackageName() + "." + name);
      try {
        options().check(model);
        System.out.println(name + LINEARIZABLE);
      } catch (AssertionError found) {
        System.out.println(found.getMessage());
        System.out.println(name + BROKEN);
      }
    }
    System.exit(0); // whatever threads the agent has left
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsBefore(1)
        .actorsPerThread(3)
        .actorsAfter(1)
        .iterations(PROGRAMS)
        .invocationsPerIteration(INTERLEAVINGS)
        .minimizeFailedScenario(false);
  }
}
