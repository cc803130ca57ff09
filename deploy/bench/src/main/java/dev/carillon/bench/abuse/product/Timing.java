package dev.carillon.bench.abuse.product;

import java.util.List;

/**
 * How long requests took.
 *
 * @param p99 microseconds
 * @param most microseconds
 * @param failures how many were not answered with 200
 * @param failure the last of them
 */
public record Timing(int requests, long p50, long p99, long most, int failures, String failure) {
  static Timing of(List<Long> micros, int failures, String failure) {
    List<Long> sorted = micros.stream().sorted().toList();
    int size = sorted.size();
    return size == 0
        ? new Timing(0, 0, 0, 0, failures, failure)
        : new Timing(
            size,
            sorted.get(size / 2),
            sorted.get((int) (size * 0.99)),
            sorted.get(size - 1),
            failures,
            failure);
  }

  @Override
  public String toString() {
    String text = "p50 %.1f, p99 %.1f, most %.0f ms".formatted(p50 / 1e3, p99 / 1e3, most / 1e3);
    return failures == 0
        ? text + " of " + requests
        : text + "; " + failures + " of " + requests + " failed: " + failure;
  }
}
