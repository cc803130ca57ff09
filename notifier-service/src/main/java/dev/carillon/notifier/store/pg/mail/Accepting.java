package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.json.Json;
import dev.carillon.notifier.mail.NewMail;
import dev.carillon.notifier.mail.Stored;
import dev.carillon.notifier.mail.Terms;
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
import org.jspecify.annotations.Nullable;

/** Stores mail, on whatever connection or transaction it is given. */
final class Accepting {
  private static final PgFailures FAILURES = new PgFailures(Map.of());

  private Accepting() {}

  /** Into the queue. The answers in the order of the mails. */
  static Future<List<Accepted>> store(SqlClient on, List<NewMail> mails) {
    return store(on, mails, null).map(Stored::accepted);
  }

  /**
   * One statement; two if a key was there already. Mail with keys goes into the queue: were the
   * second statement to fail, nobody would take what the first has leased.
   */
  static Future<Stored> store(SqlClient on, List<NewMail> mails, @Nullable Long asked) {
    Long worker = mails.stream().allMatch(m -> m.terms().dedupKey() == null) ? asked : null;
    return FAILURES
        .run(on, AcceptSql.ACCEPT, values(mails).addLong(worker))
        .compose(
            rows -> {
              Map<UUID, Row> stored = new HashMap<>();
              rows.forEach(row -> stored.put(row.getUUID("id"), row));
              return earlier(on, mails, stored)
                  .map(
                      earlier ->
                          new Stored(
                              mails.stream().map(m -> answer(m, stored, earlier)).toList(),
                              worker == null ? List.of() : Leased.of(mails, stored, worker)));
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
        later && mail.terms().undo() ? eta : null,
        false);
  }

  private static Tuple values(List<NewMail> mails) {
    return Tuple.tuple()
        .addArrayOfUUID(mails.stream().map(NewMail::id).toArray(UUID[]::new))
        .addArrayOfString(texts(mails, NewMail::recipient))
        .addArrayOfString(texts(mails, NewMail::recipientName))
        .addArrayOfUUID(mails.stream().map(NewMail::userId).toArray(UUID[]::new))
        .addArrayOfString(texts(mails, NewMail::subject))
        .addArrayOfString(texts(mails, m -> Json.text(m.content())))
        .addArrayOfString(texts(mails, NewMail::messageId))
        .addArrayOfOffsetDateTime(times(mails, Terms::sendAt))
        .addArrayOfLong(mails.stream().map(m -> millis(m.terms().delay())).toArray(Long[]::new))
        .addArrayOfOffsetDateTime(times(mails, Terms::expiresAt))
        .addArrayOfShort(mails.stream().map(m -> lane(m.terms().priority())).toArray(Short[]::new))
        .addArrayOfString(texts(mails, Accepting::dedupKey))
        .addArrayOfString(texts(mails, m -> m.label().template()))
        .addArrayOfString(texts(mails, m -> m.label().topic()))
        .addArrayOfBoolean(mails.stream().map(m -> m.label().critical()).toArray(Boolean[]::new))
        .addArrayOfString(texts(mails, m -> m.label().zone()))
        .addArrayOfBoolean(
            mails.stream().map(m -> m.label().holdUnknown()).toArray(Boolean[]::new));
  }

  private static Short lane(Priority priority) {
    return switch (priority) {
      case HIGH -> 0;
      case NORMAL -> 1;
      case LOW -> 2;
    };
  }

  private static @Nullable String dedupKey(NewMail mail) {
    String key = mail.terms().dedupKey();
    return key == null ? null : mail.scoped(key);
  }

  private static @Nullable Long millis(@Nullable Duration delay) {
    return delay == null ? null : delay.toMillis();
  }

  private static @Nullable OffsetDateTime[] times(
      List<NewMail> mails, Function<Terms, @Nullable Instant> field) {
    @Nullable OffsetDateTime[] times = new @Nullable OffsetDateTime[mails.size()];
    Arrays.setAll(
        times,
        i -> {
          Instant time = field.apply(mails.get(i).terms());
          return time == null ? null : time.atOffset(ZoneOffset.UTC);
        });
    return times;
  }

  private static @Nullable String[] texts(
      List<NewMail> mails, Function<NewMail, @Nullable String> field) {
    @Nullable String[] texts = new @Nullable String[mails.size()];
    Arrays.setAll(texts, i -> field.apply(mails.get(i)));
    return texts;
  }
}
