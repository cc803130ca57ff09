package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.accept.MailInserts;
import dev.carillon.notifier.domain.accept.StoredMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.queue.Places;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Inserts mails, into the queue or into a worker's hands. */
public final class PgMailInserts implements MailInserts {
  private static final IntFunction<@Nullable OffsetDateTime[]> TIMES = OffsetDateTime[]::new;

  private final Pool pool;
  private final Bulkhead bulkhead;
  private final Places places;

  /** Uses connections that somebody else closes, when there is room. */
  public PgMailInserts(Pool pool, Bulkhead bulkhead, Places places) {
    this.pool = pool;
    this.bulkhead = bulkhead;
    this.places = places;
  }

  @Override
  public Future<List<Accepted>> enqueue(List<NewMail> mails) {
    return bulkhead.run(() -> enqueue(pool, mails, places));
  }

  @Override
  public Future<StoredMails> lease(List<NewMail> mails, long worker) {
    return bulkhead.run(() -> lease(pool, mails, worker));
  }

  /** Into the queue. One statement; two if a key was there already. Answers in their order. */
  static Future<List<Accepted>> enqueue(SqlClient on, List<NewMail> mails, Places places) {
    if (mails.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Tuple values =
        values(mails)
            .addArrayOfOffsetDateTime(each(mails, TIMES, m -> time(m.schedule().sendAt())))
            .addArrayOfLong(each(mails, Long[]::new, m -> millis(m.schedule().delay())))
            .addArrayOfString(each(mails, String[]::new, PgMailInserts::dedupKey))
            .addArrayOfString(each(mails, String[]::new, NewMail::sender))
            .addArrayOfLong(before(mails, places));
    return PgFailures.PLAIN
        .run(on, AcceptSql.ENQUEUE, values)
        .compose(
            rows -> {
              Map<UUID, Row> stored = new HashMap<>();
              rows.forEach(row -> stored.put(row.getUUID("id"), row));
              return earlier(on, mails, stored)
                  .map(earlier -> mails.stream().map(m -> answer(m, stored, earlier)).toList());
            });
  }

  /** For each mail the place behind which it goes; one for all of a sender and lane. */
  private static Long[] before(List<NewMail> mails, Places places) {
    record Flow(short lane, @Nullable String sender) {}
    Function<NewMail, Flow> flow =
        mail -> new Flow(MailRows.lane(mail.schedule().priority()), mail.sender());
    Map<Flow, Integer> now = new HashMap<>();
    mails.forEach(m -> now.merge(flow.apply(m), m.schedule().mustWait() ? 0 : 1, Integer::sum));
    Map<Flow, Long> before = new HashMap<>();
    now.forEach((of, n) -> before.put(of, places.place(of.lane(), of.sender(), n)));
    return each(mails, Long[]::new, mail -> before.getOrDefault(flow.apply(mail), 0L));
  }

  /** The mails that have the keys of those that were not stored. */
  private static Future<Map<String, Row>> earlier(
      SqlClient on, List<NewMail> mails, Map<UUID, Row> stored) {
    String[] keys =
        mails.stream()
            .filter(m -> !stored.containsKey(m.id()))
            .map(PgMailInserts::dedupKey)
            .toArray(String[]::new);
    if (keys.length == 0) {
      return Future.succeededFuture(Map.of());
    }
    return PgFailures.PLAIN
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

  /**
   * Into a worker's hands: the mails go out without being read again. One statement; while
   * everything is paused another follows it, and they wait in the queue.
   */
  private Future<StoredMails> lease(SqlClient on, List<NewMail> mails, long worker) {
    return PgFailures.PLAIN
        .run(
            on,
            AcceptSql.LEASE,
            values(mails)
                .addLong(worker)
                .addArrayOfString(each(mails, String[]::new, NewMail::sender)))
        .compose(
            leases ->
                leases.size() == 0
                    ? enqueue(on, mails, places).map(StoredMails::waiting)
                    : Future.succeededFuture(leased(mails, leases, worker)));
  }

  private static StoredMails leased(List<NewMail> mails, RowSet<Row> leases, long worker) {
    Instant now = leases.iterator().next().getOffsetDateTime("now").toInstant();
    List<Batch> batches = new ArrayList<>();
    leases.forEach(lease -> batches.add(batch(mails, lease, worker, now)));
    return new StoredMails(
        mails.stream().map(m -> new Accepted(m.id(), MailState.READY, now, null, false)).toList(),
        batches);
  }

  private static Batch batch(List<NewMail> mails, Row lease, long worker, Instant now) {
    short lane = lease.getShort("lane");
    Map<UUID, SendDecision> stopped = stopped(lease);
    List<Outgoing> taken = new ArrayList<>();
    for (NewMail mail : mails) {
      if (MailRows.lane(mail.schedule().priority()) == lane) {
        taken.add(outgoing(mail, now, stopped.getOrDefault(mail.id(), SendDecision.SEND)));
      }
    }
    return new Batch(lease.getLong("lease_id"), worker, lane, 1, taken);
  }

  private static Map<UUID, SendDecision> stopped(Row lease) {
    Map<UUID, SendDecision> stopped = new HashMap<>();
    UUID[] ids = lease.getArrayOfUUIDs("ids");
    if (ids != null) {
      String[] verdicts = lease.getArrayOfStrings("verdicts");
      for (int i = 0; i < ids.length; i++) {
        stopped.put(ids[i], SendDecision.parse(verdicts[i]));
      }
    }
    return stopped;
  }

  private static Outgoing outgoing(NewMail mail, Instant now, SendDecision decision) {
    return new Outgoing(
        mail.id(),
        mail.recipient(),
        mail.recipientName(),
        mail.subject(),
        mail.content(),
        mail.messageId(),
        now,
        decision,
        now,
        mail.tags(),
        Tries.NONE,
        mail.sender());
  }

  /** The first 14 values of every statement that stores mail. */
  private static Tuple values(List<NewMail> mails) {
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
