package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.StoredMails;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Stores mail into a worker's hands: it is on its way out without being read again. */
final class Leased {
  private static final PgFailures FAILURES = new PgFailures(Map.of());

  private Leased() {}

  /** One statement; while everything is paused another follows it, and they wait in the queue. */
  static Future<StoredMails> store(SqlClient on, List<NewMail> mails, long worker) {
    return FAILURES
        .run(on, AcceptSql.LEASE, Accepting.values(mails).addLong(worker))
        .compose(
            leases ->
                leases.size() == 0
                    ? Accepting.store(on, mails).map(StoredMails::waiting)
                    : Future.succeededFuture(stored(mails, leases, worker)));
  }

  private static StoredMails stored(List<NewMail> mails, RowSet<Row> leases, long worker) {
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

  private static Outgoing outgoing(NewMail mail, Instant now, SendDecision verdict) {
    return new Outgoing(
        mail.id(),
        mail.recipient(),
        mail.recipientName(),
        mail.subject(),
        mail.content(),
        mail.messageId(),
        now,
        verdict,
        now,
        mail.tags());
  }
}
