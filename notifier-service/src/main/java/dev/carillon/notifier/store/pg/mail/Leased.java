package dev.carillon.notifier.store.pg.mail;

import dev.carillon.notifier.mail.Batch;
import dev.carillon.notifier.mail.NewMail;
import dev.carillon.notifier.mail.Outgoing;
import dev.carillon.notifier.mail.Verdict;
import dev.carillon.notifier.store.pg.queue.Leases;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What was stored into a worker's hands: it is on its way out without being read again. */
final class Leased {
  private Leased() {}

  /** One batch for each lease. */
  static List<Batch> of(List<NewMail> mails, Map<UUID, Row> stored, long worker) {
    Map<UUID, NewMail> byId = new HashMap<>();
    List<Row> leased = new ArrayList<>();
    for (NewMail mail : mails) {
      Row row = stored.get(mail.id());
      if (row != null && row.getLong("lease_id") != null) {
        byId.put(mail.id(), mail);
        leased.add(row);
      }
    }
    return Leases.batches(
        leased, worker, row -> outgoing(Objects.requireNonNull(byId.get(row.getUUID("id"))), row));
  }

  private static Outgoing outgoing(NewMail mail, Row row) {
    Instant now = row.getOffsetDateTime("now").toInstant();
    return new Outgoing(
        mail.id(),
        mail.recipient(),
        mail.recipientName(),
        mail.subject(),
        mail.content(),
        mail.messageId(),
        now,
        Verdict.parse(row.getString("verdict")),
        now,
        mail.label());
  }
}
