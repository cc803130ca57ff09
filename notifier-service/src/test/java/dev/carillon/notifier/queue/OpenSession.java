package dev.carillon.notifier.queue;

import dev.carillon.notifier.domain.queue.WorkerSession;
import io.vertx.core.Future;

/** A session that is open until the test takes its id away. */
final class OpenSession implements WorkerSession {
  Long id;

  OpenSession(long worker) {
    this.id = worker;
  }

  @Override
  public Future<Long> worker() {
    return id == null ? Future.failedFuture("away") : Future.succeededFuture(id);
  }

  @Override
  public Long current() {
    return id;
  }

  @Override
  public boolean holds(long worker) {
    return id != null && id == worker;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
