package dev.carillon.embedded;

/** Something that the person at the keyboard can mend: shown as a sentence, without a stack. */
public final class LaunchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong and what to do. */
  public LaunchFailure(String message) {
    super(message);
  }

  /** The same with its technical cause. */
  public LaunchFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
