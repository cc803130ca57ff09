package dev.carillon.notifier.store.pg.mail;

import dev.carillon.notifier.mail.Batch;
import dev.carillon.notifier.mail.NewMail;
import dev.carillon.notifier.mail.Outgoing;
import dev.carillon.notifier.mail.Verdict;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What was stored into a worker's hands: it is on its way out without being read again. */
final class Leased {
  private Leased() {}

  /** One batch for each lease. */
  static List<Batch> of(List<NewMail> mails, Map<UUID, Row> stored, long worker) {
    Map<Long, Row> leases = new LinkedHashMap<>();
    Map<Long, List<Outgoing>> members = new LinkedHashMap<>();
    for (NewMail mail : mails) {
      Row row = stored.get(mail.id());
      Long lease = row == null ? null : row.getLong("lease_id");
      if (row != null && lease != null) {
        leases.put(lease, row);
        members.computeIfAbsent(lease, id -> new ArrayList<>()).add(outgoing(mail, row));
      }
    }
    List<Batch> batches = new ArrayList<>();
    leases.forEach(
        (lease, row) ->
            batches.add(
                new Batch(
                    lease,
                    worker,
                    row.getShort("lane"),
                    1,
                    members.getOrDefault(lease, List.of()))));
    return batches;
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
