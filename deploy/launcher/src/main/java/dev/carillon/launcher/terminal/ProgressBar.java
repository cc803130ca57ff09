package dev.carillon.launcher.terminal;

import dev.carillon.async.time.Clocks;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One line of a terminal that says how far something is, how fast it goes and when it will be done.
 * Where no person sits there, it says nothing. The rate is that of everything since it was made.
 */
public final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 20;
  private static final double PERCENT = 100;
  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final Clocks clocks;
  private final boolean shown;
  private final String unit;
  private final long begun;
  private double firstShare = Double.NaN;
  private long firstDone;
  private long said;
  private boolean drawn;

  /**
   * Draws on {@code out}.
   *
   * @param unit what is counted, such as {@code rows}
   * @param shown whether a person sees it
   */
  public ProgressBar(PrintStream out, Clocks clocks, String unit, boolean shown) {
    this.out = out;
    this.clocks = clocks;
    this.unit = unit;
    this.shown = shown;
    this.begun = clocks.nanos();
    this.said = begun - BETWEEN;
  }

  /** On the error output of this process, where a person sees it. */
  public static ProgressBar of(String unit) {
    return new ProgressBar(System.err, Clocks.system(), unit, Terminal.isInteractive());
  }

  /**
   * Draws how far it is, five times a second at most.
   *
   * @param share of the whole, from 0 to 1; not a number where unknown
   * @param done how many units
   * @param more what else is to be said; may be empty
   */
  public void at(double share, long done, String more) {
    long now = clocks.nanos();
    if (Double.isNaN(firstShare)) {
      firstShare = Double.isNaN(share) ? 0 : share;
      firstDone = done;
    }
    if (shown && now - said >= BETWEEN) {
      said = now;
      drawn = true;
      out.print(CLEAR + line(share, done, Duration.ofNanos(now - begun)) + more(more));
      out.flush();
    }
  }

  private static String more(String text) {
    return text.isEmpty() ? "" : "  " + text;
  }

  /** What the line says after so long. */
  String line(double share, long done, Duration took) {
    double seconds = Math.max(1e-3, took.toNanos() / 1e9);
    String rate =
        String.format(
            Locale.ROOT, "%,d %s  %,d/s", done, unit, Math.round((done - firstDone) / seconds));
    if (Double.isNaN(share)) {
      return rate;
    }
    double moved = share - firstShare;
    String end =
        moved <= 0 ? "" : "  " + text(Math.round((1 - share) / (moved / seconds))) + " left";
    int full = (int) Math.floor(share * WIDTH);
    return "["
        + "#".repeat(full)
        + "-".repeat(WIDTH - full)
        + "]"
        + String.format(Locale.ROOT, " %5.1f %%  ", share * PERCENT)
        + rate
        + end;
  }

  /** Seconds as people read them, such as {@code 1 min 12 s}. */
  public static String text(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    if (time.toHours() > 0) {
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
    return time.toMinutes() > 0
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : seconds + " s";
  }

  /** Clears the line. */
  @Override
  public void close() {
    if (drawn) {
      out.print(CLEAR);
      out.flush();
    }
  }
}
