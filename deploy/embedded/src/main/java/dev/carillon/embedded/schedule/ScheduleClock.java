package dev.carillon.embedded.schedule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The clock by which schedules of notifier-service are judged, moved by the owner of its tables:
 * the role that the service has may read it only. Blocks, in bounded time.
 */
public final class ScheduleClock {
  private static final String SHIFT =
      "select (extract(epoch from shift) * 1000)::bigint from notifier.schedule_shift";

  private static final String ADVANCE =
      "select (extract(epoch from notifier.advance_schedule(? * interval '1 ms', ?)) * 1000)::bigint";

  private final Owner owner;

  /** Where the owner's connections come from. */
  @FunctionalInterface
  public interface Owner {
    /** A new connection, to be closed. */
    Connection connect() throws SQLException;
  }

  /** That of the database that {@code owner} connects to, once its tables are there. */
  public ScheduleClock(Owner owner) {
    this.owner = owner;
  }

  /** By how much it is ahead. */
  public Duration shift() throws SQLException {
    try (Connection connection = owner.connect();
        PreparedStatement query = connection.prepareStatement(SHIFT)) {
      return millis(query);
    }
  }

  /**
   * Moves it forward, and all that goes by it, for {@code who}. Gives by how much it is ahead then.
   */
  public Duration advance(Duration by, String who) throws SQLException {
    try (Connection connection = owner.connect();
        PreparedStatement move = connection.prepareStatement(ADVANCE)) {
      move.setLong(1, by.toMillis());
      move.setString(2, who);
      return millis(move);
    }
  }

  private static Duration millis(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return Duration.ofMillis(rows.getLong(1));
    }
  }
}
