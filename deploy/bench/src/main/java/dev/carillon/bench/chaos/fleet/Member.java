package dev.carillon.bench.chaos.fleet;

import dev.carillon.bench.chaos.postgres.MovedClock;
import dev.carillon.bench.process.Child;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs.
 *
 * @param name as it greets SMTP servers
 * @param port of its API
 * @param clock its own, if it can be moved
 */
record Member(String name, Child child, int port, TcpProxy proxy, @Nullable MovedClock clock) {

  void close() {
    child.close();
    proxy.close();
  }
}
