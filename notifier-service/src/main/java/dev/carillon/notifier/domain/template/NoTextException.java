package dev.carillon.notifier.domain.template;

/** A template prints a list or an object. */
final class NoTextException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Object value;

  NoTextException(Object value) {
    super("no text", null, false, false);
    this.value = value;
  }

  /** What has no text. */
  Object value() {
    return value;
  }
}
