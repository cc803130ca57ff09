package dev.carillon.notifier.store.pg.accept;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.accept.MailInserts.Keyed;
import dev.carillon.notifier.domain.accept.MailInserts.KeyedMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.queue.Places;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotentResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/** Inserts mails with the answers that their keys get, all of them in one statement. */
final class KeyedInserts {
  /** Into the queue. */
  static Future<KeyedMails> enqueue(SqlClient on, List<Keyed> keyed, Places places) {
    List<NewMail> mails = keyed.stream().map(Keyed::mail).toList();
    Tuple values = withKeys(QueuedInserts.values(mails, null, places), keyed);
    values.addArrayOfBoolean(MailValues.each(mails, Boolean[]::new, m -> m.schedule().undo()));
    return PgFailures.PLAIN
        .run(on, KeyedSql.ENQUEUE, kept(values, keyed))
        .map(
            rows -> {
              Map<UUID, Keyed> byId = byId(keyed);
              Map<UUID, Outcome<AcceptedMail>> outcomes = new HashMap<>();
              for (Row row : rows) {
                Keyed one = Objects.requireNonNull(byId.get(row.getUUID("id")));
                outcomes.put(
                    one.mail().id(),
                    row.getBuffer("fingerprint") == null
                        ? fresh(QueuedInserts.stored(one.mail(), row))
                        : before(row, one.key()));
              }
              return new KeyedMails(outcomes, List.of());
            });
  }

  /** Into a worker's hands; into the queue while everything is paused. */
  static Future<KeyedMails> lease(SqlClient on, List<Keyed> keyed, long worker, Places places) {
    List<NewMail> mails = keyed.stream().map(Keyed::mail).toList();
    Tuple values = kept(withKeys(PgMailInserts.leaseValues(mails, worker), keyed), keyed);
    return PgFailures.PLAIN
        .run(on, KeyedSql.LEASE, values)
        .compose(
            rows ->
                rows.size() == 0
                    ? enqueue(on, keyed, places)
                    : Future.succeededFuture(leased(keyed, rows, worker)));
  }

  private static KeyedMails leased(List<Keyed> keyed, RowSet<Row> rows, long worker) {
    Map<UUID, Keyed> byId = byId(keyed);
    Map<UUID, Outcome<AcceptedMail>> outcomes = new HashMap<>();
    List<Batch> batches = new ArrayList<>();
    for (Row row : rows) {
      UUID id = row.getUUID("id");
      if (id != null) {
        outcomes.put(id, before(row, Objects.requireNonNull(byId.get(id)).key()));
        continue;
      }
      Instant now = row.getOffsetDateTime("now").toInstant();
      List<NewMail> taken = new ArrayList<>();
      for (UUID mail : row.getArrayOfUUIDs("mail_ids")) {
        taken.add(Objects.requireNonNull(byId.get(mail)).mail());
        outcomes.put(mail, fresh(new Accepted(mail, MailState.READY, now, null, false)));
      }
      batches.add(PgMailInserts.batch(taken, row, worker, now));
    }
    return new KeyedMails(outcomes, batches);
  }

  private static Tuple withKeys(Tuple values, List<Keyed> keyed) {
    return values
        .addArrayOfString(keyed.stream().map(k -> k.key().principal()).toArray(String[]::new))
        .addArrayOfString(keyed.stream().map(k -> k.key().key()).toArray(String[]::new))
        .addArrayOfBuffer(keyed.stream().map(k -> k.key().fingerprint()).toArray(Buffer[]::new))
        .addArrayOfString(
            keyed.stream().map(k -> PgAcceptStore.about(k.mail())).toArray(String[]::new));
  }

  private static Tuple kept(Tuple values, List<Keyed> keyed) {
    return values.addString(keyed.get(0).key().operation()).addInteger(Idempotency.HOURS);
  }

  private static Map<UUID, Keyed> byId(List<Keyed> keyed) {
    return keyed.stream().collect(Collectors.toMap(one -> one.mail().id(), one -> one));
  }

  private static Outcome<AcceptedMail> fresh(Accepted accepted) {
    return new Outcome.Success<>(new AcceptedMail(accepted, false));
  }

  private static Outcome<AcceptedMail> before(Row row, IdempotencyKey key) {
    return switch (IdempotentResult.outcome(row, key.fingerprint(), Accepted.class)) {
      case Outcome.Success<IdempotentResult<Accepted>>(var once) ->
          new Outcome.Success<>(new AcceptedMail(once.value(), true));
      case Outcome.Failure<IdempotentResult<Accepted>>(Throwable kept) ->
          new Outcome.Failure<>(kept);
    };
  }

  private KeyedInserts() {}
}
