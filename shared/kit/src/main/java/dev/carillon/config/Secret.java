package dev.carillon.config;

/** A value that must not appear in logs: its text form is masked. */
public final class Secret {
  private final String value;

  /** Wraps a value. */
  public Secret(String value) {
    this.value = value;
  }

  /** The value itself, for the one place that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
