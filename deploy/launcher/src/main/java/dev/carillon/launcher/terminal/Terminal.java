package dev.carillon.launcher.terminal;

import dev.carillon.config.ConfigSource;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command was typed.
 *
 * @param out for what was asked for
 * @param err for what went wrong
 * @param environment of the process
 */
public record Terminal(PrintStream out, PrintStream err, Map<String, String> environment) {
  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** Settings of the environment, under those that are given. */
  public ConfigSource settings(JsonObject given) {
    return ConfigSource.of(given, environment);
  }

  /** Whether a person sits before it, rather than a file or another program. */
  @SuppressWarnings("SystemConsoleNull") // before Java 22 there may be none
  public static boolean isInteractive() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try { // from Java 22 on there is a console in any case
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException before) {
      return true;
    }
  }

  /** The same, but that no password of a URL among the settings is ever shown. */
  public Terminal masked() {
    Masking masking = new Masking(settings(new JsonObject()).passwords());
    return new Terminal(masking.over(out), masking.over(err), environment);
  }
}
