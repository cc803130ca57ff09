package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.time.Clocks;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;

/**
 * How far a promotion in pieces has come in each lane: the next piece begins there, instead of
 * walking over what the pieces before have left dead. From the beginning again once a second, and
 * when a piece was not full. One promotion at a time.
 */
final class DueFloor {
  private static final int LANES = 3;
  private static final long SWEEP = Duration.ofSeconds(1).toNanos();
  private static final OffsetDateTime BEGINNING =
      OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final UUID LOWEST = new UUID(0, 0);

  private final Clocks clocks;
  private final OffsetDateTime[] times = new OffsetDateTime[LANES];
  private final UUID[] ids = new UUID[LANES];
  private long began;

  DueFloor(Clocks clocks) {
    this.clocks = clocks;
    reset();
  }

  private void reset() {
    Arrays.fill(times, BEGINNING);
    Arrays.fill(ids, LOWEST);
    began = clocks.nanos();
  }

  /** By lane: the moment up to which all was taken. */
  OffsetDateTime[] times() {
    return times.clone();
  }

  /** By lane: the last mail of that moment. */
  UUID[] ids() {
    return ids.clone();
  }

  /** Notes a piece. */
  void promoted(RowSet<Row> rows, int full) {
    if (rows.size() < full || clocks.nanos() - began > SWEEP) {
      reset();
      return;
    }
    for (Row row : rows) {
      int lane = row.getShort("lane");
      OffsetDateTime time = row.getOffsetDateTime("run_at");
      UUID id = row.getUUID("id");
      int later = time.compareTo(times[lane]);
      if (later > 0 || (later == 0 && isHigher(id, ids[lane]))) {
        times[lane] = time;
        ids[lane] = id;
      }
    }
  }

  /** In the order of PostgreSQL, which is that of the bytes. */
  private static boolean isHigher(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high > 0
        || (high == 0
            && Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits())
                > 0);
  }
}
