package dev.carillon.bench.chaos.trouble;

import dev.carillon.bench.chaos.fleet.Fleet;
import dev.carillon.bench.chaos.postgres.Servers;
import dev.carillon.bench.chaos.smtp.HostileServer;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Tables;
import dev.carillon.bench.chaos.witness.Wait;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Whom troubles strike. */
public final class Stage {
  private final Fleet fleet;
  private final Servers servers;
  private final Tables tables;
  private final List<HostileServer> mail;
  private final History history;
  private final Random random;
  private final long longestMillis;
  private final ConcurrentLinkedQueue<Thread> pending = new ConcurrentLinkedQueue<>();

  /**
   * All of them.
   *
   * @param longestMillis how long a trouble may go on
   */
  public Stage(
      Fleet fleet,
      Servers servers,
      Tables tables,
      List<HostileServer> mail,
      History history,
      Random random,
      long longestMillis) {
    this.fleet = fleet;
    this.servers = servers;
    this.tables = tables;
    this.mail = List.copyOf(mail);
    this.history = history;
    this.random = random;
    this.longestMillis = longestMillis;
  }

  Fleet fleet() {
    return fleet;
  }

  Servers servers() {
    return servers;
  }

  Tables tables() {
    return tables;
  }

  HostileServer server() {
    return mail.get(random.nextInt(mail.size()));
  }

  History history() {
    return history;
  }

  Random random() {
    return random;
  }

  /** Some time, to the longest. */
  long someTime() {
    return longestMillis / 5 + random.nextLong(longestMillis);
  }

  /** Ends something after a while. */
  void later(Runnable end) {
    long millis = someTime();
    pending.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  Wait.millis(millis);
                  end.run();
                }));
  }

  /** Waits until all troubles have ended. */
  public void awaitEnds() throws InterruptedException {
    for (Thread end : pending) {
      end.join();
    }
  }
}
