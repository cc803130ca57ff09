package dev.carillon.launcher;

import dev.carillon.launcher.cli.Commands;

/** The main class. */
public final class Carillon {
  private Carillon() {}

  /** Runs a command; see {@code carillon --help}. */
  public static void main(String[] arguments) {
    int status = Commands.run(System.err, arguments);
    if (status != 0) {
      System.exit(status);
    }
  }
}
