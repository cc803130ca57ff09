package dev.carillon.store.pg;

/** A URL leads to a pooler that does not leave a connection to whoever opened it. */
public final class PoolerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PoolerException(String message) {
    super(message);
  }
}
