package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Stores mail, on whatever connection or transaction it is given. */
final class Accepting {
  private static final PgFailures FAILURES = new PgFailures(Map.of());
  private static final IntFunction<@Nullable OffsetDateTime[]> TIMES = OffsetDateTime[]::new;

  private Accepting() {}

  /** Into the queue. One statement; two if a key was there already. Answers in their order. */
  static Future<List<Accepted>> store(SqlClient on, List<NewMail> mails) {
    Tuple values =
        values(mails)
            .addArrayOfOffsetDateTime(each(mails, TIMES, m -> time(m.schedule().sendAt())))
            .addArrayOfLong(each(mails, Long[]::new, m -> millis(m.schedule().delay())))
            .addArrayOfString(each(mails, String[]::new, Accepting::dedupKey));
    return FAILURES
        .run(on, AcceptSql.ACCEPT, values)
        .compose(
            rows -> {
              Map<UUID, Row> stored = new HashMap<>();
              rows.forEach(row -> stored.put(row.getUUID("id"), row));
              return earlier(on, mails, stored)
                  .map(earlier -> mails.stream().map(m -> answer(m, stored, earlier)).toList());
            });
  }

  /** The mails that have the keys of those that were not stored. */
  private static Future<Map<String, Row>> earlier(
      SqlClient on, List<NewMail> mails, Map<UUID, Row> stored) {
    String[] keys =
        mails.stream()
            .filter(m -> !stored.containsKey(m.id()))
            .map(Accepting::dedupKey)
            .toArray(String[]::new);
    if (keys.length == 0) {
      return Future.succeededFuture(Map.of());
    }
    return FAILURES
        .run(on, MailSql.BY_DEDUP_KEY, Tuple.tuple().addArrayOfString(keys))
        .map(
            rows -> {
              Map<String, Row> earlier = new HashMap<>();
              rows.forEach(row -> earlier.put(row.getString("key"), row));
              return earlier;
            });
  }

  private static Accepted answer(NewMail mail, Map<UUID, Row> stored, Map<String, Row> earlier) {
    Row row = stored.get(mail.id());
    if (row == null) {
      return MailRows.duplicate(Objects.requireNonNull(earlier.get(dedupKey(mail))));
    }
    boolean later = row.getBoolean("later");
    Instant eta = row.getOffsetDateTime("eta").toInstant();
    return new Accepted(
        mail.id(),
        later ? MailState.SCHEDULED : MailState.READY,
        eta,
        later && mail.schedule().undo() ? eta : null,
        false);
  }

  /** What every statement that stores mail has for its first 14 values. */
  static Tuple values(List<NewMail> mails) {
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

  private static @Nullable String dedupKey(NewMail mail) {
    String key = mail.schedule().dedupKey();
    return key == null ? null : mail.scoped(key);
  }

  private static @Nullable Long millis(@Nullable Duration delay) {
    return delay == null ? null : delay.toMillis();
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  private static <T extends @Nullable Object> T[] each(
      List<NewMail> mails, IntFunction<T[]> array, Function<NewMail, T> field) {
    T[] values = array.apply(mails.size());
    Arrays.setAll(values, i -> field.apply(mails.get(i)));
    return values;
  }
}
