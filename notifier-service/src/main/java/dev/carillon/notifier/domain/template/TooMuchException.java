package dev.carillon.notifier.domain.template;

/** A template becomes longer, or repeats more often, than is allowed. */
final class TooMuchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooMuchException() {
    super("too much", null, false, false);
  }
}
