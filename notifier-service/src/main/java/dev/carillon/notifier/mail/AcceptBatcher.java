package dev.carillon.notifier.mail;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Lets mails that arrive together commit together: while some commits are under way, what arrives
 * is collected, and the next free commit takes all of it (natural batching: no timer, no delay when
 * there is little to do). Lives on one context; {@link #accept} may be called from anywhere.
 */
public final class AcceptBatcher {
  private static final int MAX_BATCH = 512;

  private final MailStore store;
  private final Context context;
  private final int maxCommits;
  private final int maxWaiting;
  private final Runnable committed;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int commits;

  private record Waiting(NewMail mail, Promise<Void> done) {}

  /** How much may be under way: commits at the same time, and mails that wait for one. */
  public record Limits(int commits, int waiting) {}

  /**
   * A batcher on the current context.
   *
   * @param committed called after each commit
   */
  public AcceptBatcher(Vertx vertx, MailStore store, Limits limits, Runnable committed) {
    this.store = store;
    this.context = vertx.getOrCreateContext();
    this.maxCommits = limits.commits();
    this.maxWaiting = limits.waiting();
    this.committed = committed;
  }

  /** Stores the mail; completes after its commit. UNAVAILABLE when too many wait. */
  public Future<Void> accept(NewMail mail) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> enqueue(new Waiting(mail, done)));
    return done.future();
  }

  private void enqueue(Waiting one) {
    if (waiting.size() >= maxWaiting) {
      one.done().fail(Failure.of(FailureCode.UNAVAILABLE, "Too many mails wait to be stored"));
      return;
    }
    waiting.add(one);
    if (commits < maxCommits) {
      commitNext();
    }
  }

  private void commitNext() {
    List<Waiting> batch = new ArrayList<>();
    while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
      batch.add(waiting.poll());
    }
    if (batch.isEmpty()) {
      return;
    }
    commits++;
    store
        .accept(batch.stream().map(Waiting::mail).toList())
        .onComplete(
            r -> {
              commits--;
              commitNext();
              if (r.succeeded()) {
                committed.run();
                batch.forEach(one -> one.done().complete());
              } else {
                batch.forEach(one -> one.done().fail(r.cause()));
              }
            });
  }
}
