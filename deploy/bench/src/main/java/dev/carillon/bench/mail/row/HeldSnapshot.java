package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.round.Meter;
import java.sql.SQLException;

/** A REPEATABLE READ transaction that somebody has forgotten: nothing is cleaned up behind it. */
final class HeldSnapshot implements AutoCloseable {
  private static final String SNAPSHOT = "select pg_current_snapshot()::text";

  private final Meter holder;
  private final String snapshot;

  private HeldSnapshot(Meter holder) {
    this.holder = holder;
    holder.change("begin isolation level repeatable read");
    this.snapshot = holder.text(SNAPSHOT);
  }

  static HeldSnapshot open(Meter beside) throws SQLException {
    return new HeldSnapshot(beside.another());
  }

  /** Whether it still sees what it saw at first. */
  boolean isOpen() {
    return holder.text(SNAPSHOT).equals(snapshot);
  }

  @Override
  public void close() throws SQLException {
    holder.change("rollback");
    holder.close();
  }
}
