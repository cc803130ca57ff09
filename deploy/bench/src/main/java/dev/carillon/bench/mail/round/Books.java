package dev.carillon.bench.mail.round;

/** Whether every mail of every round is there once. If not, all of it is void. */
public final class Books {
  private boolean balanced = true;

  /** Nothing is missing yet. */
  public Books() {}

  /** Notes how many mails there are, and how many there should be. */
  public void check(String what, long counted, long expected) {
    if (counted != expected) {
      balanced = false;
      System.out.printf("  VOID     %s: %d instead of %d mails%n", what, counted, expected);
    }
  }

  /** Notes whether something that must be true is. */
  public void check(String what, boolean isTrue) {
    if (!isTrue) {
      balanced = false;
      System.out.println("  VOID     " + what);
    }
  }

  /** Whether nothing was missing. */
  public boolean areBalanced() {
    return balanced;
  }
}
