package dev.carillon.notifier.domain.notification;

/** The mail of a notification is in somebody's hands: what becomes of it is known in a moment. */
public final class UndecidedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Without a stack: it is expected, and looked at again. */
  public UndecidedException() {
    super("The mail is in a worker's hands, or on its way there", null, false, false);
  }
}
