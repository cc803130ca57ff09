package dev.carillon.gateway.presence;

/** A client that asks who is there. Called on its own loop. */
public interface PresenceSink {
  /** Whether it takes more at the moment: otherwise it gets all at once, later. */
  boolean keepsUp();

  /**
   * Tells it.
   *
   * @param type {@code presence}, {@code join} or {@code leave}
   * @param frame as JSON
   */
  void tell(String type, String frame);
}
