package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.queue.WorkerSession;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * A node's session: what the node believes of it, and what the server does. When the server ends it
 * the lock is free at once; the node hears of it a little later, unless it is cut off.
 */
final class SimSession implements WorkerSession {
  private final SimNode node;
  private final SimDatabase database;
  private final Faults faults;
  private @Nullable Long worker;
  private @Nullable Long atServer;
  private boolean forced;

  SimSession(SimNode node, SimDatabase database, Faults faults) {
    this.node = node;
    this.database = database;
    this.faults = faults;
  }

  @Override
  public Future<Long> worker() {
    return worker != null
        ? Future.succeededFuture(worker)
        : node.answer(faults.delay(), this::open);
  }

  private Future<Long> open() {
    if (node.isCutOff()) {
      return Future.failedFuture("no connection");
    }
    endAtServer();
    long made = database.newWorker();
    worker = made;
    atServer = made;
    forced = false;
    return Future.succeededFuture(made);
  }

  @Override
  public @Nullable Long current() {
    return worker;
  }

  @Override
  public boolean holds(long asked) {
    return worker != null && worker == asked;
  }

  /** Whether it has ended and its process has not heard of it. */
  boolean isEndUnknown() {
    return worker != null && !database.locks.containsKey(worker);
  }

  /** Whether the server ended it for other reasons than a long silence. */
  boolean wasForced() {
    return forced;
  }

  @Override
  public Future<Void> close() {
    lose();
    return Future.succeededFuture();
  }

  /** The server ends it. */
  void lose() {
    forced = true;
    endAtServer();
    hear();
  }

  private void endAtServer() {
    if (atServer != null) {
      database.freeLock(atServer);
      atServer = null;
    }
  }

  private void hear() {
    node.after(
        faults.delay(),
        () -> {
          if (isEndUnknown() && !node.isCutOff()) {
            worker = null;
          }
        });
  }

  /** The server has not heard of the node for long. */
  void isGivenUpThere() {
    endAtServer();
  }

  /** The node has not heard of the server for long. */
  void isGivenUpHere() {
    worker = null;
  }

  /** The two hear of each other again. */
  void comeBack() {
    hear();
    Long left = atServer;
    if (worker == null && left != null) {
      node.after(
          faults.delay(),
          () -> {
            if (left.equals(atServer)) {
              endAtServer();
            }
          });
    }
  }
}
