package dev.carillon.notifier.domain.delivery;

/**
 * One mail's way over the wire, as both sides see it: the sender notes how far it came, and whoever
 * wants to call the mail back may do so until the first byte is written. One context only.
 */
public final class WireState {
  private Phase phase = Phase.CONNECT;
  private boolean calledBack;

  /** Made for one attempt. */
  public WireState() {}

  /** How far it came. */
  public Phase phase() {
    return phase;
  }

  /**
   * Calls the mail back.
   *
   * @return false if it is on the wire already
   */
  public boolean callBack() {
    calledBack |= phase == Phase.CONNECT;
    return calledBack;
  }

  /**
   * Asked right before the first byte of {@code MAIL FROM} is written.
   *
   * @return false if it was called back: then it must not be sent
   */
  public boolean enterWire() {
    if (!calledBack) {
      phase = Phase.MAIL;
    }
    return !calledBack;
  }

  /** Notes how far it came. */
  public void reached(Phase now) {
    phase = now;
  }
}
