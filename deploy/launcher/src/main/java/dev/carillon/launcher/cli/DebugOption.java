package dev.carillon.launcher.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Option;

/** {@code --debug}, of every command that starts services. */
final class DebugOption {
  @Option(
      names = "--debug",
      description = "Reports blocked loops, unhandled failures and leaks (CARILLON_DEBUG=on).")
  private boolean debug;

  /** The settings that the option stands for, over those of the environment. */
  JsonObject settings() {
    return debug ? new JsonObject().put("CARILLON_DEBUG", "on") : new JsonObject();
  }
}
