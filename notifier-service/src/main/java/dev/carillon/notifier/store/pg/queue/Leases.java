package dev.carillon.notifier.store.pg.queue;

import dev.carillon.notifier.mail.Batch;
import dev.carillon.notifier.mail.Outgoing;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a claim and an accept have in common: both put mail into a worker's hands. */
public final class Leases {
  /** A lease lives this long without a heartbeat. */
  public static final String LIFE = "interval '10 s'";

  /**
   * Whether a mail may go out, as the tables say now. What goes out counts for its throttles.
   *
   * @param mail the name under which the statement knows the mail
   * @param now what it has for the time: read once, the function costs microseconds
   */
  public static String verdict(String mail, String now) {
    return """
        case
          when %1$s.expires_at <= %2$s then 'EXPIRED'
          when exists (
            select from suppression s
            where s.address = lower(%1$s.recipient collate "C")
              and (s.topic = '' or (s.topic = %1$s.topic and not %1$s.critical)))
            then 'SUPPRESSED'
          when exists (select from pause p where p.template = %1$s.template) then 'PAUSED'
          when not %1$s.critical and (select exists (select from throttle))
            then coalesce(throttled(%1$s.recipient, %1$s.template, %2$s), 'SEND')
          else 'SEND'
        end"""
        .formatted(mail, now);
  }

  /**
   * One batch for each lease, the most urgent first.
   *
   * @param rows with {@code lease_id}, {@code lane} and {@code attempt} of each mail
   */
  public static List<Batch> batches(
      Iterable<Row> rows, long worker, Function<Row, Outgoing> reader) {
    Map<Long, Row> leases = new LinkedHashMap<>();
    Map<Long, List<Outgoing>> mails = new HashMap<>();
    for (Row row : rows) {
      leases.put(row.getLong("lease_id"), row);
      mails
          .computeIfAbsent(row.getLong("lease_id"), id -> new ArrayList<>())
          .add(reader.apply(row));
    }
    return leases.values().stream()
        .map(
            row ->
                new Batch(
                    row.getLong("lease_id"),
                    worker,
                    row.getShort("lane"),
                    row.getShort("attempt"),
                    mails.getOrDefault(row.getLong("lease_id"), List.of())))
        .sorted(Comparator.comparingInt(Batch::lane))
        .toList();
  }

  private Leases() {}
}
