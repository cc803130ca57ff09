package dev.carillon.notifier.store.pg;

import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.queue.HoldReason;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The states of a mail as the tables write them, and the only place that knows the letters.
 * Statements name a state in braces, such as {@code {SENT}}, and become SQL by {@link #sql}. A mail
 * that is ready or being sent has no code: it is in {@code ready} or in a {@code lease}.
 */
public enum StateCode {
  /** Settled: a server has taken it. */
  SENT(Column.OUTCOME, "s"),
  /** Settled: refused, or given up after its last attempt. */
  DEAD(Column.OUTCOME, "d"),
  /** Settled: called back. */
  CANCELLED(Column.OUTCOME, "c"),
  /** Settled: another mail of its window says what it said. */
  MERGED(Column.OUTCOME, "m"),
  /** Settled: the address is suppressed. */
  SUPPRESSED(Column.OUTCOME, "p"),
  /** Settled: it was too late for it. */
  EXPIRED(Column.OUTCOME, "e"),
  /** Settled: perhaps sent, perhaps not. */
  UNKNOWN(Column.OUTCOME, "u"),
  /** Waits for its time. */
  SCHEDULED(Column.DEFERRED, "s"),
  /** Waits until a pause, a throttle or quiet hours let it go. */
  HELD(Column.DEFERRED, "h"),
  /** Waits for its next attempt. */
  RETRYING(Column.DEFERRED, "r");

  /** Where a code stands: one letter may mean two states in two columns. */
  public enum Column {
    /** {@code outcome.state}. */
    OUTCOME,
    /** {@code deferred.reason}. */
    DEFERRED;

    /** An SQL expression for the lower-case name of the state that a column of this kind holds. */
    public String word(String column) {
      return Arrays.stream(StateCode.values())
          .filter(state -> state.column == this)
          .map(state -> "when '" + state.code + "' then '" + state.lower() + "'")
          .collect(Collectors.joining(" ", "case " + column + " ", " end"));
    }
  }

  private final Column column;
  private final String code;

  StateCode(Column column, String code) {
    this.column = column;
    this.code = code;
  }

  /** The code of a state that is settled or deferred; fails for one that has none. */
  public static StateCode of(MailState state) {
    return valueOf(state.name());
  }

  /** The letter, for a parameter of a statement. */
  public String code() {
    return code;
  }

  /**
   * A statement in which every state's name in braces is replaced by its code, and {@code
   * {PAUSED}}, {@code {THROTTLE}} and {@code {UNTIL}} by the words of {@link HoldReason}.
   */
  public static String sql(String text) {
    String sql =
        text.replace("{PAUSED}", "'" + HoldReason.PAUSED + "'")
            .replace("{THROTTLE}", "'" + HoldReason.THROTTLE + "'")
            .replace("{UNTIL}", "'" + HoldReason.UNTIL + "'");
    for (StateCode state : values()) {
      sql = sql.replace("{" + state.name() + "}", "'" + state.code + "'::\"char\"");
    }
    return sql;
  }

  private String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
