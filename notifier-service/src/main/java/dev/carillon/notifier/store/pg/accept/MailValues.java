package dev.carillon.notifier.store.pg.accept;

import dev.carillon.async.trace.TracePoint;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.mail.MailRows;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Mails as the values of a statement that stores them: arrays, an element for each. */
final class MailValues {
  static final IntFunction<@Nullable OffsetDateTime[]> TIMES = OffsetDateTime[]::new;

  /** The first 14 values of every statement that stores mail. */
  static Tuple of(List<NewMail> mails) {
    return Tuple.tuple()
        .addArrayOfUUID(each(mails, UUID[]::new, NewMail::id))
        .addArrayOfString(each(mails, String[]::new, NewMail::recipient))
        .addArrayOfString(each(mails, String[]::new, NewMail::recipientName))
        .addArrayOfUUID(each(mails, UUID[]::new, NewMail::userId))
        .addArrayOfString(each(mails, String[]::new, NewMail::subject))
        .addArrayOfString(each(mails, String[]::new, m -> Json.text(m.content())))
        .addArrayOfString(each(mails, String[]::new, NewMail::messageId))
        .addArrayOfOffsetDateTime(each(mails, TIMES, m -> time(m.schedule().expiresAt())))
        .addArrayOfShort(each(mails, Short[]::new, m -> MailRows.lane(m.schedule().priority())))
        .addArrayOfString(each(mails, String[]::new, m -> m.tags().template()))
        .addArrayOfString(each(mails, String[]::new, m -> m.tags().topic()))
        .addArrayOfBoolean(each(mails, Boolean[]::new, m -> m.tags().critical()))
        .addArrayOfString(each(mails, String[]::new, m -> m.tags().zone()))
        .addArrayOfBoolean(each(mails, Boolean[]::new, m -> m.tags().holdUnknown()));
  }

  static @Nullable String dedupKey(NewMail mail) {
    String key = mail.schedule().dedupKey();
    return key == null ? null : mail.scoped(key);
  }

  static @Nullable Long millis(@Nullable Duration delay) {
    return delay == null ? null : delay.toMillis();
  }

  static @Nullable OffsetDateTime time(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  static <T extends @Nullable Object> T[] each(
      List<NewMail> mails, IntFunction<T[]> array, Function<NewMail, T> field) {
    T[] values = array.apply(mails.size());
    Arrays.setAll(values, i -> field.apply(mails.get(i)));
    return values;
  }

  /** Null where it is not 32 hex digits. */
  static @Nullable UUID request(NewMail mail) {
    String id = mail.request();
    return id == null || !id.matches("[0-9a-f]{32}")
        ? null
        : new UUID(
            Long.parseUnsignedLong(id.substring(0, 16), 16),
            Long.parseUnsignedLong(id.substring(16), 16));
  }

  /** The span that it came with, in the trace that {@link #request} names; null for none. */
  static @Nullable Long span(NewMail mail) {
    TracePoint trace = mail.trace();
    return trace == null || !trace.traceId().equals(mail.request()) ? null : trace.span();
  }

  private MailValues() {}
}
