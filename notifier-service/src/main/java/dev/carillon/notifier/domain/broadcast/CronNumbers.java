package dev.carillon.notifier.domain.broadcast;

import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.value.FieldValue;
import java.util.BitSet;

/** The numbers that a field of a cron expression names. */
final class CronNumbers {
  private CronNumbers() {}

  /**
   * Those of a field.
   *
   * @param least what {@code *} begins with
   * @param most what {@code *} and an open step end with
   * @throws IllegalArgumentException for what has no numbers
   */
  static BitSet of(FieldExpression field, int least, int most) {
    BitSet numbers = new BitSet();
    switch (field) {
      case Always all -> numbers.set(least, most + 1);
      case QuestionMark any -> numbers.set(least, most + 1);
      case On one -> numbers.set(number(one.getTime()));
      case Between range -> addRange(number(range.getFrom()), number(range.getTo()), numbers);
      case And list -> list.getExpressions().forEach(part -> numbers.or(of(part, least, most)));
      case Every step -> addSteps(step, least, most, numbers);
      default -> throw new IllegalArgumentException(field.asString());
    }
    return numbers;
  }

  /** With seconds, cron-utils lets days, months and weekdays run backwards; without, nothing. */
  private static void addRange(int from, int to, BitSet numbers) {
    if (from > to) {
      throw new IllegalArgumentException(
          "the range from " + from + " to " + to + " runs backwards");
    }
    numbers.set(from, to + 1);
  }

  private static void addSteps(Every step, int least, int most, BitSet numbers) {
    FieldExpression of = step.getExpression();
    BitSet range = of(of, least, most);
    int last = of instanceof On ? most : range.length() - 1;
    for (int i = range.nextSetBit(0); i <= last; i += number(step.getPeriod())) {
      numbers.set(i);
    }
  }

  private static int number(FieldValue<?> value) {
    if (value.getValue() instanceof Integer number) {
      return number;
    }
    throw new IllegalArgumentException(String.valueOf(value.getValue()));
  }
}
