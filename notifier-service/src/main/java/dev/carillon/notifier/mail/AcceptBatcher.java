package dev.carillon.notifier.mail;

import dev.carillon.async.task.Work;
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

  /** Characters of text and HTML. */
  private static final int MAX_BATCH_SIZE = 4 << 20;

  private static final long MAX_WAITING_SIZE = 64 << 20;

  private final MailStore store;
  private final Context context;
  private final int maxCommits;
  private final int maxWaiting;
  private final Runnable committed;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int commits;
  private long waitingSize;

  private record Waiting(NewMail mail, Promise<Void> done) {
    int size() {
      return mail.text().length() + (mail.html() == null ? 0 : mail.html().length());
    }
  }

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
    if (waiting.size() >= maxWaiting || waitingSize + one.size() > MAX_WAITING_SIZE) {
      one.done().fail(Failure.of(FailureCode.UNAVAILABLE, "Too many mails wait to be stored"));
      return;
    }
    waiting.add(one);
    waitingSize += one.size();
    if (commits < maxCommits) {
      commitNext();
    }
  }

  private void commitNext() {
    List<Waiting> batch = new ArrayList<>();
    int size = 0;
    while (!waiting.isEmpty() && batch.size() < MAX_BATCH && size < MAX_BATCH_SIZE) {
      Waiting one = waiting.poll();
      size += one.size();
      batch.add(one);
    }
    waitingSize -= size;
    if (batch.isEmpty()) {
      return;
    }
    commits++;
    Work.begin(() -> store.accept(batch.stream().map(Waiting::mail).toList()))
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
