package dev.carillon.notifier.store.pg.queue;

import dev.carillon.json.Json;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailTags;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Makes batches of the rows of a claim. */
final class ClaimedRows {
  /** One for each lease, the most urgent first. */
  static List<Batch> batches(RowSet<Row> rows, long worker) {
    Map<Long, Row> leases = new LinkedHashMap<>();
    Map<Long, List<Outgoing>> mails = new HashMap<>();
    Map<Long, Set<UUID>> begun = new HashMap<>();
    for (Row row : rows) {
      leases.put(row.getLong("lease_id"), row);
      mails.computeIfAbsent(row.getLong("lease_id"), id -> new ArrayList<>()).add(mail(row));
      if (row.getBoolean("begun")) {
        begun
            .computeIfAbsent(row.getLong("lease_id"), id -> new HashSet<>())
            .add(row.getUUID("id"));
      }
    }
    return leases.values().stream()
        .map(
            row ->
                new Batch(
                    row.getLong("lease_id"),
                    worker,
                    row.getShort("lane"),
                    row.getShort("attempt"),
                    mails.getOrDefault(row.getLong("lease_id"), List.of()),
                    begun.getOrDefault(row.getLong("lease_id"), Set.of())))
        .sorted(Comparator.comparingInt(Batch::lane))
        .toList();
  }

  /** What a claim took of each lane. */
  static List<ClaimOrder.Taken> taken(RowSet<Row> rows) {
    Map<Short, ClaimOrder.Taken> lanes = new HashMap<>();
    for (Row row : rows) {
      short lane = row.getShort("lane");
      if (!lanes.containsKey(lane)) {
        lanes.put(
            lane,
            new ClaimOrder.Taken(
                lane,
                row.getLong("first"),
                row.getLong("last"),
                row.getInteger("chunks"),
                row.getInteger("mails"),
                row.getLong("bytes")));
      }
    }
    return List.copyOf(lanes.values());
  }

  private static Outgoing mail(Row row) {
    return new Outgoing(
        row.getUUID("id"),
        row.getString("recipient"),
        row.getString("recipient_name"),
        row.getString("subject"),
        Json.readTolerantly(row.getString("body"), Content.class),
        row.getString("message_id"),
        row.getOffsetDateTime("date").toInstant(),
        SendDecision.parse(row.getString("verdict")),
        row.getOffsetDateTime("taken_at").toInstant(),
        new MailTags(
            row.getString("template"),
            row.getString("topic"),
            row.getBoolean("critical"),
            row.getString("zone"),
            row.getBoolean("hold_unknown")),
        tries(row),
        row.getString("sender"));
  }

  private static Tries tries(Row row) {
    String[] outcomes = row.getArrayOfStrings("outcomes");
    return outcomes == null
        ? Tries.NONE
        : Tries.of(
            List.of(outcomes),
            Arrays.stream(row.getArrayOfOffsetDateTimes("began"))
                .map(OffsetDateTime::toInstant)
                .toList());
  }

  private ClaimedRows() {}
}
