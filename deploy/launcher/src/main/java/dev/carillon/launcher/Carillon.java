package dev.carillon.launcher;

import dev.carillon.launcher.cli.Commands;
import dev.carillon.launcher.terminal.Terminal;

/** The main class of {@code carillon}. */
public final class Carillon {
  private Carillon() {}

  /** Runs a command; see {@code carillon --help}. */
  public static void main(String[] arguments) {
    Terminal terminal = new Terminal(System.out, System.err, System.getenv()).masked();
    System.setOut(terminal.out()); // the log goes there as well
    System.setErr(terminal.err());
    int status = Commands.run(terminal, arguments);
    if (status != 0) {
      // Everything is closed by now. System.exit would wait for the shutdown hook, which waits for
      // this thread.
      Runtime.getRuntime().halt(status);
    }
  }
}
