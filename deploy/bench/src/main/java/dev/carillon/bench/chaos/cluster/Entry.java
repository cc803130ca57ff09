package dev.carillon.bench.chaos.cluster;

import org.jspecify.annotations.Nullable;

/**
 * One request in the ledger of the clients.
 *
 * @param sort what may be done with it
 * @param what it asked for
 * @param recipient of a mail; null for anything else
 * @param status what was said; 0 if the connection ended, or nothing was said in time
 * @param again what its repetition was told, which there is only after 0; -1 without one
 * @param asked when, on the clock of the harness
 * @param told when the last of the two ended
 * @param id what was made by it; null if nothing was, or nobody knows
 */
record Entry(
    Sort sort,
    String what,
    @Nullable String recipient,
    int status,
    int again,
    long asked,
    long told,
    @Nullable String id) {
  private static final int OK = 200;
  private static final int REDIRECTED = 300;
  private static final int UNAVAILABLE = 503;
  private static final int LATE = 504;

  /** What a client may do when it heard nothing. */
  enum Sort {
    /** Changes nothing: it may be repeated. */
    READ,
    /** Has an idempotency key: it may be repeated. */
    KEYED,
    /** Must not be repeated. */
    PLAIN
  }

  private static boolean isDone(int status) {
    return status >= OK && status < REDIRECTED;
  }

  boolean isOk() {
    return isDone(status);
  }

  /** It lost its connection, and one repetition was enough. */
  boolean isRepeated() {
    return status == 0 && isDone(again);
  }

  /** It was said that nothing was done, or that nobody knows. */
  boolean isRefused() {
    return status == UNAVAILABLE || status == LATE;
  }

  /** What it made is there for certain. */
  boolean isAcknowledged() {
    return id != null && (isOk() || isRepeated());
  }

  @Override
  public String toString() {
    return asked
        + " ms: "
        + what
        + ", "
        + status
        + (status == 0 ? ", then " + again : "")
        + " after "
        + (told - asked)
        + " ms";
  }
}
