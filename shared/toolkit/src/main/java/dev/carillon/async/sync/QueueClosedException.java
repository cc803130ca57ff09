package dev.carillon.async.sync;

/** The queue takes no more items, or is closed and empty. */
public final class QueueClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueueClosedException(String name) {
    super(name + " is closed", null, false, false);
  }
}
