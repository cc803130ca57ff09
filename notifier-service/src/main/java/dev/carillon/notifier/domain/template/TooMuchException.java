package dev.carillon.notifier.domain.template;

/** A template is longer, or goes round more often, than it may. */
final class TooMuchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooMuchException() {
    super("too much", null, false, false);
  }
}
