package dev.carillon.bench.abuse.product;

/**
 * What the product holds at one moment.
 *
 * @param live bytes of the objects that a full collection leaves, -1 if the JVM did not answer
 * @param resident bytes of the process in memory, heap that is free at the moment included
 */
public record Memory(long live, long resident) {
  private static final long UNKNOWN = -1;

  /** Whether the JVM was able to say what it holds. */
  public boolean isKnown() {
    return live != UNKNOWN;
  }

  /** MiB of objects that are there now and were not before. */
  public long liveMib(Memory before) {
    return (live - before.live) >> 20;
  }

  /** MiB that the process has grown by. */
  public long residentMib(Memory before) {
    return (resident - before.resident) >> 20;
  }

  /** For a table. */
  public String since(Memory before) {
    return isKnown()
        ? "heap %+d MiB live, process %+d MiB".formatted(liveMib(before), residentMib(before))
        : "the JVM does not answer; process %+d MiB".formatted(residentMib(before));
  }
}
