package dev.carillon.e2e.crash;

import dev.carillon.bench.process.PostgresControl;
import dev.carillon.e2e.harness.Up;

/** The embedded PostgreSQL of an {@code up}. */
final class EmbeddedServer {
  private EmbeddedServer() {}

  /** While it runs. */
  static PostgresControl of(Up up) {
    return PostgresControl.of(up.data().resolve("postgres"));
  }
}
