package dev.carillon.bench.size;

import dev.carillon.notifier.domain.mail.MailStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads one mail after the other, until it is closed. */
final class Reading implements AutoCloseable {
  private final MailStore mails;
  private final List<UUID> ids;
  private final List<Long> nanos = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  Reading(MailStore mails, List<UUID> ids) {
    this.mails = mails;
    this.ids = ids;
    this.thread = Thread.ofVirtual().name("reads").start(this::run);
  }

  private void run() {
    for (int n = 0; !closed; n++) {
      long began = System.nanoTime();
      mails
          .get(ids.get(n % ids.size()))
          .transform(r -> Future.succeededFuture(r.succeeded()))
          .await();
      synchronized (nanos) {
        nanos.add(System.nanoTime() - began);
      }
    }
  }

  int count() {
    synchronized (nanos) {
      return nanos.size();
    }
  }

  /** Ninety-nine of a hundred took no longer. */
  Duration p99() {
    synchronized (nanos) {
      List<Long> sorted = nanos.stream().sorted().toList();
      return Duration.ofNanos(sorted.get(sorted.size() * 99 / 100));
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
