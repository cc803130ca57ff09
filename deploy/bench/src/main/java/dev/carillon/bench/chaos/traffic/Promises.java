package dev.carillon.bench.chaos.traffic;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What clients were promised, and answers that contradict each other. Thread-safe. */
public final class Promises {
  private final Queue<Wanted> wanted = new ConcurrentLinkedQueue<>();
  private final Queue<String> contradictions = new ConcurrentLinkedQueue<>();

  void add(Wanted one) {
    wanted.add(one);
  }

  void contradicted(String how) {
    contradictions.add(how);
  }

  /** Every mail that was asked for. */
  public List<Wanted> all() {
    return List.copyOf(wanted);
  }

  /** What was answered differently to the same question. */
  public List<String> contradictions() {
    return List.copyOf(contradictions);
  }
}
