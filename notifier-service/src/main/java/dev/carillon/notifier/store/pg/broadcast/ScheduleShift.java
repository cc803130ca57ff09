package dev.carillon.notifier.store.pg.broadcast;

import dev.carillon.text.DurationText;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By how much the clock of schedules is ahead of the one on the wall. It lies in the database, and
 * outlives the {@code up} whose time machine moved it.
 */
public final class ScheduleShift {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleShift.class);

  private ScheduleShift() {}

  /** Says so in the log unless it is none; fails as the query does. */
  public static Future<Void> tell(SqlClient client) {
    return client
        .query("select (extract(epoch from shift) * 1000)::bigint from schedule_shift")
        .execute()
        .map(rows -> Duration.ofMillis(rows.iterator().next().getLong(0)))
        .onSuccess(ScheduleShift::warn)
        .mapEmpty();
  }

  private static void warn(Duration shift) {
    if (!shift.isZero()) {
      LOG.warn(
          "The clock of schedules is {} ahead in this database, moved by the time machine of an up:"
              + " sendAt, digests, delays, quiet hours, escalations and broadcasts go by it",
          DurationText.format(shift));
    }
  }
}
