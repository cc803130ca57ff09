package dev.carillon.notifier.store.pg;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;

/** How long there will be nothing to do, as statements say it. */
public final class Until {
  private static final double MILLIS = 1_000;

  private Until() {}

  /** Of the column {@code seconds} of the only row; zero for what is late. */
  public static Duration of(RowSet<Row> rows) {
    double seconds = rows.iterator().next().getDouble("seconds");
    return Duration.ofMillis((long) Math.max(0, seconds * MILLIS));
  }
}
