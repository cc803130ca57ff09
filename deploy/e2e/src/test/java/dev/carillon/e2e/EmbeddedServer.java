package dev.carillon.e2e;

import dev.carillon.bench.process.PostgresControl;

/** The embedded PostgreSQL of an {@code up}. */
final class EmbeddedServer {
  private EmbeddedServer() {}

  /** While it runs. */
  static PostgresControl of(Up up) {
    return PostgresControl.of(up.data().resolve("postgres"));
  }
}
