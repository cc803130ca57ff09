package dev.carillon.notifier.domain.broadcast;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronField;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.parser.CronParser;
import dev.carillon.failure.Failure;
import dev.carillon.text.CronText;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a cron expression names on a clock and a calendar, without a zone. Five fields are those of
 * Unix, six have seconds first; cron-utils reads and checks them, and computes nothing.
 */
final class CronFields {
  private static final CronDefinition UNIX =
      CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
  private static final CronDefinition WITH_SECONDS =
      CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING);
  private static final int UNIX_FIELDS = 5;

  /** The 29th of February is on a given weekday every 40 years at the latest. */
  private static final int MOST_DAYS = 50 * 366;

  private final CronDays days;
  private final BitSet secondsOfDay;
  private final boolean fixedHours;

  private CronFields(CronDays days, BitSet secondsOfDay, boolean fixedHours) {
    this.days = days;
    this.secondsOfDay = secondsOfDay;
    this.fixedHours = fixedHours;
  }

  /** Reads an expression. INVALID for what is not a cron expression. */
  static CronFields parse(String text) {
    boolean unix = text.strip().split("\\s+", -1).length == UNIX_FIELDS;
    try {
      String plain = CronText.sundays(text);
      Cron cron = new CronParser(unix ? UNIX : WITH_SECONDS).parse(plain).validate();
      Map<CronFieldName, CronField> fields = cron.retrieveFieldsAsMap();
      FieldExpression hours = field(fields, CronFieldName.HOUR);
      return new CronFields(days(fields), secondsOfDay(fields), !isEach(hours));
    } catch (IllegalArgumentException e) {
      throw Failure.invalid("/cron", "is not a cron expression: " + e.getMessage());
    }
  }

  private static CronDays days(Map<CronFieldName, CronField> fields) {
    return CronDays.of(
        field(fields, CronFieldName.DAY_OF_MONTH),
        field(fields, CronFieldName.MONTH),
        field(fields, CronFieldName.DAY_OF_WEEK));
  }

  /** Both kinds of expressions have all fields but seconds. */
  private static FieldExpression field(Map<CronFieldName, CronField> fields, CronFieldName name) {
    return Objects.requireNonNull(fields.get(name)).getExpression();
  }

  /** {@code *} or a step of it. */
  private static boolean isEach(FieldExpression field) {
    return field instanceof Always
        || (field instanceof Every step && step.getExpression() instanceof Always);
  }

  /** Whether the field begins with {@code *}, or is {@code ?}. */
  static boolean isOpen(FieldExpression field) {
    return isEach(field)
        || field instanceof QuestionMark
        || (field instanceof And list && isEach(list.getExpressions().get(0)));
  }

  private static BitSet seconds(@Nullable CronField field) {
    if (field != null) {
      return CronNumbers.of(field.getExpression(), 0, 59);
    }
    BitSet zero = new BitSet();
    zero.set(0);
    return zero;
  }

  private static BitSet secondsOfDay(Map<CronFieldName, CronField> fields) {
    BitSet hours = CronNumbers.of(field(fields, CronFieldName.HOUR), 0, 23);
    BitSet minutes = CronNumbers.of(field(fields, CronFieldName.MINUTE), 0, 59);
    BitSet seconds = seconds(fields.get(CronFieldName.SECOND));
    BitSet all = new BitSet();
    for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
      for (int minute = minutes.nextSetBit(0);
          minute >= 0;
          minute = minutes.nextSetBit(minute + 1)) {
        int start = LocalTime.of(hour, minute).toSecondOfDay();
        seconds.stream().map(second -> start + second).forEach(all::set);
      }
    }
    return all;
  }

  /** Whether a local time fires once, also where its hour comes twice or not at all. */
  boolean fixedHours() {
    return fixedHours;
  }

  /** The first time that is not before another; empty if there is none for fifty years. */
  Optional<LocalDateTime> next(LocalDateTime from) {
    LocalDate day = from.toLocalDate();
    int least = from.toLocalTime().toSecondOfDay();
    for (int i = 0; i < MOST_DAYS; i++) {
      int second = days.match(day) ? secondsOfDay.nextSetBit(least) : -1;
      if (second >= 0) {
        return Optional.of(day.atTime(LocalTime.ofSecondOfDay(second)));
      }
      day = day.plusDays(1);
      least = 0;
    }
    return Optional.empty();
  }

  /** The last time that is not after another; empty if there was none for fifty years. */
  Optional<LocalDateTime> previous(LocalDateTime from) {
    LocalDate day = from.toLocalDate();
    int most = from.toLocalTime().toSecondOfDay();
    for (int i = 0; i < MOST_DAYS; i++) {
      int second = days.match(day) ? secondsOfDay.previousSetBit(most) : -1;
      if (second >= 0) {
        return Optional.of(day.atTime(LocalTime.ofSecondOfDay(second)));
      }
      day = day.minusDays(1);
      most = LocalTime.MAX.toSecondOfDay();
    }
    return Optional.empty();
  }
}
