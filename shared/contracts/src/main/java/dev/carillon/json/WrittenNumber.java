package dev.carillon.json;

import dev.carillon.failure.Failure;
import java.math.BigDecimal;

/**
 * A number that people are to read as it was written: {@code 100.00} stays that, and so does a long
 * one or one with an exponent. A {@link Doc} holds them where it was read by {@link
 * WrittenNumbers}; it is written as JSON with the same characters. Equal to others of the same
 * characters only.
 */
final class WrittenNumber extends Number {
  private static final long serialVersionUID = 1L;

  private final String text;

  /** INVALID for one that no reader of ours could take as a number: beyond a double's range. */
  WrittenNumber(String text) {
    if (Double.isInfinite(Double.parseDouble(text))) {
      throw Failure.invalid("", "holds a number that is too large");
    }
    this.text = text;
  }

  @Override
  public int intValue() {
    return new BigDecimal(text).intValue();
  }

  @Override
  public long longValue() {
    return new BigDecimal(text).longValue();
  }

  @Override
  public float floatValue() {
    return Float.parseFloat(text);
  }

  @Override
  public double doubleValue() {
    return Double.parseDouble(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrittenNumber number && text.equals(number.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
