package dev.carillon.notifier.domain.broadcast;

import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.value.SpecialChar;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The days of a cron expression.
 *
 * @param weekdays from 0, Sunday, to 6
 * @param nths weekdays of which only the nth of a month counts
 * @param either whether one of the two day fields is enough
 */
record CronDays(BitSet daysOfMonth, BitSet months, BitSet weekdays, Set<Nth> nths, boolean either) {
  private static final int WEEK = 7;

  CronDays {
    nths = Set.copyOf(nths);
  }

  /** The second Friday is {@code (5, 2)}. */
  record Nth(int weekday, int n) {}

  static CronDays of(FieldExpression dayOfMonth, FieldExpression month, FieldExpression weekday) {
    List<FieldExpression> parts =
        weekday instanceof And list ? list.getExpressions() : List.of(weekday);
    BitSet weekdays = new BitSet();
    Set<Nth> nths = new HashSet<>();
    for (FieldExpression part : parts) {
      if (part instanceof On on && on.getSpecialChar().getValue() == SpecialChar.HASH) {
        nths.add(new Nth(on.getTime().getValue() % WEEK, on.getNth().getValue()));
      } else {
        CronNumbers.of(part, 0, WEEK - 1).stream().map(day -> day % WEEK).forEach(weekdays::set);
      }
    }
    return new CronDays(
        CronNumbers.of(dayOfMonth, 1, 31),
        CronNumbers.of(month, 1, 12),
        weekdays,
        nths,
        !CronFields.isOpen(dayOfMonth) && !CronFields.isOpen(weekday));
  }

  boolean match(LocalDate day) {
    if (!months.get(day.getMonthValue())) {
      return false;
    }
    boolean inMonth = daysOfMonth.get(day.getDayOfMonth());
    int weekday = day.getDayOfWeek().getValue() % WEEK;
    boolean inWeek =
        weekdays.get(weekday)
            || nths.contains(new Nth(weekday, 1 + (day.getDayOfMonth() - 1) / WEEK));
    return either ? inMonth || inWeek : inMonth && inWeek;
  }
}
