package dev.carillon.async.sync;

/**
 * A wait took longer than its limit. Its message says what was waited for, and why it took long.
 */
public final class WaitTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was waited for, and why it took long. */
  public WaitTimeoutException(String message) {
    super(message, null, false, false);
  }
}
