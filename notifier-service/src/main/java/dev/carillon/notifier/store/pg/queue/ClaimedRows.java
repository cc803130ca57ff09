package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.trace.TracePoint;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes batches of the rows of a claim. Columns are read by position, in the order of {@link
 * QueueSql#CLAIM}: to look for their names would cost a sixth of what the process spends on a mail.
 */
final class ClaimedRows {
  private static final int LEASE_ID = 0;
  private static final int LANE = 1;
  private static final int ATTEMPT = 2;
  private static final int BEGUN = 3;
  private static final int FIRST = 4;
  private static final int ID = 9;
  private static final int OUTCOMES = 16;
  private static final int BEGAN = 17;

  /** One for each lease, the most urgent first, in the order of their mails. */
  static List<Batch> batches(RowSet<Row> rows, long worker) {
    Map<Long, Leased> leases = new TreeMap<>();
    for (Row row : rows) {
      Leased lease = leases.computeIfAbsent(row.getLong(LEASE_ID), id -> new Leased(row));
      lease.mails.add(mail(row));
      if (row.getBoolean(BEGUN)) {
        lease.begun.add(row.getUUID(ID));
      }
    }
    return leases.values().stream()
        .map(lease -> lease.batch(worker))
        .sorted(Comparator.comparingInt(Batch::lane))
        .toList();
  }

  /** A lease, of which one row was seen at least. */
  private record Leased(Row first, List<Outgoing> mails, Set<UUID> begun) {
    Leased(Row first) {
      this(first, new ArrayList<>(), new HashSet<>());
    }

    Batch batch(long worker) {
      return new Batch(
          first.getLong(LEASE_ID),
          worker,
          first.getShort(LANE),
          first.getShort(ATTEMPT),
          mails,
          begun);
    }
  }

  /** What a claim took of each lane. */
  static List<ClaimOrder.Taken> taken(RowSet<Row> rows) {
    Map<Short, ClaimOrder.Taken> lanes = new HashMap<>();
    for (Row row : rows) {
      lanes.computeIfAbsent(
          row.getShort(LANE),
          lane ->
              new ClaimOrder.Taken(
                  lane,
                  row.getLong(FIRST),
                  row.getLong(FIRST + 1),
                  row.getInteger(FIRST + 2),
                  row.getInteger(FIRST + 3),
                  row.getLong(FIRST + 4)));
    }
    return List.copyOf(lanes.values());
  }

  private static Outgoing mail(Row row) {
    return new Outgoing(
        row.getUUID(ID),
        row.getString(10),
        row.getString(11),
        row.getString(12),
        Json.readTolerantly(row.getString(13), Content.class),
        row.getString(14),
        row.getOffsetDateTime(18).toInstant(),
        SendDecision.parse(row.getString(25)),
        row.getOffsetDateTime(24).toInstant(),
        row.getOffsetDateTime(28).toInstant(),
        new MailTags(
            row.getString(19),
            row.getString(20),
            row.getBoolean(21),
            row.getString(22),
            row.getBoolean(23)),
        tries(row),
        row.getString(15),
        TracePoint.of(row.getUUID(26), row.getLong(27)));
  }

  private static Tries tries(Row row) {
    String[] outcomes = row.getArrayOfStrings(OUTCOMES);
    return outcomes == null
        ? Tries.NONE
        : Tries.of(
            List.of(outcomes),
            Arrays.stream(row.getArrayOfOffsetDateTimes(BEGAN))
                .map(OffsetDateTime::toInstant)
                .toList());
  }

  private ClaimedRows() {}
}
