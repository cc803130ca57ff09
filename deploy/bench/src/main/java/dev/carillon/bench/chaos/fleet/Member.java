package dev.carillon.bench.chaos.fleet;

import dev.carillon.bench.process.Child;

/**
 * A process that runs.
 *
 * @param name as it greets SMTP servers
 * @param port of its API
 */
record Member(String name, Child child, int port, LoopbackProxy proxy) {

  void close() {
    child.close();
    proxy.close();
  }
}
