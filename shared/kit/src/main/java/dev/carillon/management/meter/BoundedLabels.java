package dev.carillon.management.meter;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of a label whose names callers choose, such as templates. Each value is a series for
 * ever, so the first ones that are met keep their names and all others are one. Thread-safe.
 */
public final class BoundedLabels {
  /** The value where there is none. */
  public static final String NONE = "none";

  /** The value of all that came too late. */
  public static final String OTHER = "other";

  private final int most;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * Nothing is known yet.
   *
   * @param most how many values keep their names; two that meet at the last place may both
   */
  public BoundedLabels(int most) {
    this.most = most;
  }

  /** The label of a value. */
  public String of(@Nullable String value) {
    if (value == null) {
      return NONE;
    }
    if (known.contains(value)) {
      return value;
    }
    if (known.size() >= most) {
      return OTHER;
    }
    known.add(value);
    return value;
  }
}
