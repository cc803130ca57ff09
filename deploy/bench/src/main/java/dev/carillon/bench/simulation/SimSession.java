package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.queue.WorkerSession;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node's session. When it is lost the database's lock is free at once; the node hears of it a
 * little later.
 */
final class SimSession implements WorkerSession {
  private final SimNode node;
  private final SimDatabase database;
  private final Faults faults;
  private final Set<Long> ever = new HashSet<>();
  private @Nullable Long worker;

  SimSession(SimNode node, SimDatabase database, Faults faults) {
    this.node = node;
    this.database = database;
    this.faults = faults;
  }

  @Override
  public Future<Long> worker() {
    if (worker != null) {
      return Future.succeededFuture(worker);
    }
    return node.answer(
        faults.delay(),
        () -> {
          long made = database.newWorker();
          worker = made;
          ever.add(made);
          return Future.succeededFuture(made);
        });
  }

  @Override
  public @Nullable Long current() {
    return worker;
  }

  @Override
  public boolean holds(long asked) {
    return worker != null && worker == asked;
  }

  /** Whether it ever lived under this id. */
  boolean was(long asked) {
    return ever.contains(asked);
  }

  @Override
  public Future<Void> close() {
    lose();
    return Future.succeededFuture();
  }

  void lose() {
    Long lost = worker;
    if (lost == null) {
      return;
    }
    database.freeLock(lost);
    node.after(
        faults.delay(),
        () -> {
          if (lost.equals(worker)) {
            worker = null;
          }
        });
  }
}
