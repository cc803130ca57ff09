package dev.carillon.launcher.terminal;

import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.Progress;
import java.io.PrintStream;
import java.util.Locale;

/** Prints the progress of a command, one line per step. */
public final class Console implements Progress {
  private final PrintStream out;
  private final Clocks clocks;
  private long begun;

  /** Prints to {@code out}. */
  public Console(PrintStream out, Clocks clocks) {
    this.out = out;
    this.clocks = clocks;
    this.begun = clocks.nanos();
  }

  @Override
  public void begin(String what) {
    begun = clocks.nanos();
    out.printf("  %-12s starting...%n", what);
    out.flush();
  }

  @Override
  public void done(String what, String where) {
    double seconds = (clocks.nanos() - begun) / 1e9;
    out.printf(Locale.ROOT, "  %-12s %s  (%.1f s)%n", what, where, seconds);
    out.flush();
    begun = clocks.nanos();
  }

  /** A line of its own. */
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  @Override
  public void warn(String text) {
    line("  ! " + text);
  }
}
