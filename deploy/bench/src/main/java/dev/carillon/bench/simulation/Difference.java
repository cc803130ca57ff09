package dev.carillon.bench.simulation;

/** The model and the tables do not agree. */
final class Difference extends RuntimeException {
  private static final long serialVersionUID = 1;

  Difference(String message) {
    super(message, null, false, false);
  }
}
