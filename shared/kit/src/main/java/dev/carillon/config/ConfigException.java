package dev.carillon.config;

import java.util.List;

/** The configuration cannot be used; names every problem at once. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(List<String> problems) {
    super("The configuration cannot be used:\n  " + String.join("\n  ", problems));
  }
}
