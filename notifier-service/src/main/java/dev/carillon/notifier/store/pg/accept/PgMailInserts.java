package dev.carillon.notifier.store.pg.accept;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.accept.MailInserts;
import dev.carillon.notifier.domain.accept.StoredMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.mail.MailRows;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import dev.carillon.notifier.store.pg.queue.Places;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Inserts mails, into the queue or into a worker's hands. */
public final class PgMailInserts implements MailInserts {
  /** For {@code keyedPool}: as the queue's, but who meets a lock is tried alone. */
  public static final Map<String, String> KEYED_SETTINGS = keyedSettings();

  private final Pool pool;
  private final Pool keyedPool;
  private final Bulkhead bulkhead;
  private final Places places;

  /**
   * Uses connections that somebody else closes, when there is room.
   *
   * @param keyedPool for mail with idempotency keys: whoever meets a lock there does not wait long
   */
  public PgMailInserts(Pool pool, Pool keyedPool, Bulkhead bulkhead, Places places) {
    this.pool = pool;
    this.keyedPool = keyedPool;
    this.bulkhead = bulkhead;
    this.places = places;
  }

  private static Map<String, String> keyedSettings() {
    Map<String, String> settings = new HashMap<>(PgQueueStore.CONNECTION_SETTINGS);
    settings.put("lock_timeout", "100");
    return Map.copyOf(settings);
  }

  @Override
  public Future<List<Accepted>> enqueue(List<NewMail> mails) {
    return bulkhead.run(
        () ->
            mails.stream().allMatch(mail -> MailValues.dedupKey(mail) == null)
                ? QueuedInserts.all(pool, mails, places) // one statement
                : PgFailures.PLAIN.translate(
                    pool.withTransaction(tx -> QueuedInserts.all(tx, mails, places))));
  }

  @Override
  public Future<StoredMails> lease(List<NewMail> mails, long worker) {
    return bulkhead.run(() -> lease(pool, mails, worker));
  }

  /**
   * Into a worker's hands: the mails go out without being read again. One statement; while
   * everything is paused another follows it, and they wait in the queue.
   */
  private Future<StoredMails> lease(SqlClient on, List<NewMail> mails, long worker) {
    return PgFailures.PLAIN
        .run(on, AcceptSql.LEASE, leaseValues(mails, worker))
        .compose(
            leases ->
                leases.size() == 0
                    ? QueuedInserts.all(on, mails, places).map(StoredMails::waiting)
                    : Future.succeededFuture(leased(mails, leases, worker)));
  }

  static Tuple leaseValues(List<NewMail> mails, long worker) {
    return MailValues.of(mails)
        .addLong(worker)
        .addArrayOfString(MailValues.each(mails, String[]::new, NewMail::sender))
        .addArrayOfUUID(MailValues.each(mails, UUID[]::new, MailValues::request))
        .addArrayOfLong(MailValues.each(mails, Long[]::new, MailValues::span));
  }

  @Override
  public Future<KeyedMails> enqueueKeyed(List<Keyed> mails) {
    return together(() -> KeyedInserts.enqueue(keyedPool, mails, places));
  }

  @Override
  public Future<KeyedMails> leaseKeyed(List<Keyed> mails, long worker) {
    return together(() -> KeyedInserts.lease(keyedPool, mails, worker, places));
  }

  /** What is wrong with one of them is found out when each is tried alone. */
  private Future<KeyedMails> together(Supplier<Future<KeyedMails>> work) {
    return bulkhead
        .run(work)
        .recover(
            e ->
                PgFailures.concernsRows(e)
                    ? Future.succeededFuture(new KeyedMails(Map.of(), List.of()))
                    : Future.failedFuture(e));
  }

  private static StoredMails leased(List<NewMail> mails, RowSet<Row> leases, long worker) {
    Instant now = leases.iterator().next().getOffsetDateTime("now").toInstant();
    List<Batch> batches = new ArrayList<>();
    leases.forEach(lease -> batches.add(batch(mails, lease, worker, now)));
    return new StoredMails(
        mails.stream().map(m -> new Accepted(m.id(), MailState.READY, now, null, false)).toList(),
        batches);
  }

  static Batch batch(List<NewMail> mails, Row lease, long worker, Instant now) {
    short lane = lease.getShort("lane");
    Instant scheduleNow = lease.getOffsetDateTime("schedule_now").toInstant();
    Map<UUID, SendDecision> stopped = stopped(lease);
    List<Outgoing> taken = new ArrayList<>();
    for (NewMail mail : mails) {
      if (MailRows.lane(mail.schedule().priority()) == lane) {
        SendDecision decision = stopped.getOrDefault(mail.id(), SendDecision.SEND);
        taken.add(outgoing(mail, now, scheduleNow, decision));
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

  private static Outgoing outgoing(
      NewMail mail, Instant now, Instant scheduleNow, SendDecision decision) {
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
        scheduleNow,
        mail.tags(),
        Tries.NONE,
        mail.sender(),
        mail.trace());
  }
}
