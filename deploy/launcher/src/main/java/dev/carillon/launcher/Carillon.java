package dev.carillon.launcher;

import dev.carillon.launcher.cli.Commands;

/** The main class of {@code carillon}. */
public final class Carillon {
  private Carillon() {}

  /** Runs a command; see {@code carillon --help}. */
  public static void main(String[] arguments) {
    int status = Commands.run(System.err, arguments);
    if (status != 0) {
      // Everything is closed by now. System.exit would wait for the shutdown hook, which waits for
      // this thread.
      Runtime.getRuntime().halt(status);
    }
  }
}
