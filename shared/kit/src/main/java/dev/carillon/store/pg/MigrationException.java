package dev.carillon.store.pg;

/**
 * A schema cannot be brought to its present form. Says what the server said, and nothing of the
 * statement that it said it of: that may hold a password. Has no cause for the same reason.
 */
public final class MigrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MigrationException(String message) {
    super(message);
  }
}
