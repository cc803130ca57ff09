package dev.carillon.bus;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.instance.Choice;
import dev.carillon.bus.instance.Instances;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to those whom the table of instances names. What may be repeated is asked of another
 * one too when the first does not answer in the time of a try, and the first answer wins ("hedged
 * requests": J. Dean, L. A. Barroso, "The Tail at Scale", 2013). What must not be done twice goes
 * to another one only when it certainly was not delivered. Nothing outlives the deadline.
 *
 * <p>The repetition of a keyed write may meet its own first try, which still runs, or stands still
 * in the middle: that is IN_PROGRESS, and it is asked again until one of the two has an answer.
 */
final class Attempts<R> {
  /** When nobody is there, or the first try has not ended. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** So long somebody who leaves may be without a successor, or a client's first try may run on. */
  private static final Duration HAND_OVER = Duration.ofSeconds(2);

  interface Way<R> {
    /** Asks at an address, of this process alone where {@code here}, and waits so long. */
    Future<R> ask(String address, boolean here, long millis);
  }

  private final Contract<?, R> contract;
  private final Call call;
  private final Way<R> way;
  private final Instances instances;
  private final Timers timers;
  private final Clocks clocks;
  private final Runnable onRepeat;
  private final Deadline deadline;
  private final Promise<R> answer = Promise.promise();

  // Guarded by this: answers may come on other threads when the caller has no event loop.
  private final List<String> tried = new ArrayList<>(2);
  private int left;
  private boolean repeated;
  private int waiting;
  private @Nullable Deadline handOver;

  Attempts(
      Contract<?, R> contract,
      Call call,
      Way<R> way,
      Instances instances,
      Timers timers,
      Clocks clocks,
      Runnable onRepeat) {
    this.contract = contract;
    this.call = call;
    this.way = way;
    this.instances = instances;
    this.timers = timers;
    this.clocks = clocks;
    this.onRepeat = onRepeat;
    this.deadline = Deadline.in(contract.timeout(), clocks);
    this.left = contract.tries().of(call.idempotencyKey() != null);
  }

  Future<R> begin() {
    if (left > 1) {
      instances.earn();
    }
    askFirst();
    return answer.future();
  }

  /** Where the table names nobody the bus itself decides, as it does for members without one. */
  private void askFirst() {
    if (!askNext()) {
      synchronized (this) {
        waiting++;
      }
      way.ask(contract.address(), false, Math.max(1, millis()))
          .onComplete((r, failure) -> ended(null, r, failure));
    }
  }

  /** False if nobody is left, or no time. */
  private boolean askNext() {
    long millis = millis();
    Choice choice = millis > 0 ? take() : null;
    if (choice == null) {
      return false;
    }
    Future<R> asking = way.ask(choice.address(), choice.isHere(), millis);
    Timers.Pending late =
        hasMore() && !asking.isComplete()
            ? timers.after(contract.tries().perTry(), () -> late(choice))
            : () -> false;
    asking.onComplete(
        (r, failure) -> {
          late.cancel();
          ended(choice, r, failure);
        });
    return true;
  }

  private synchronized @Nullable Choice take() {
    Choice choice = instances.pick(contract.address(), tried);
    if (choice != null) {
      tried.add(choice.node());
      left--;
      waiting++;
    }
    return choice;
  }

  private long millis() {
    return Math.min(deadline.remainingMillis(clocks), call.deadline().remainingMillis(clocks));
  }

  private synchronized boolean hasMore() {
    return left > 0;
  }

  private void late(Choice choice) {
    choice.late();
    if (!answer.future().isComplete()) {
      repeat();
    }
  }

  private boolean repeat() {
    boolean again = hasMore() && instances.mayRepeat() && askNext();
    if (again) {
      onRepeat.run();
    }
    synchronized (this) {
      repeated |= again;
    }
    return again;
  }

  private void ended(@Nullable Choice choice, @Nullable R result, @Nullable Throwable failure) {
    synchronized (this) {
      waiting--;
    }
    if (failure != null && Bus.isUnserved(failure)) {
      unserved(choice, failure);
      return;
    }
    if (choice != null) {
      choice.ended(failure == null || !Bus.isUnanswered(failure));
    }
    if (failure == null) {
      answer.tryComplete(result);
    } else if (!answer.future().isComplete()) {
      failed(choice, failure);
    }
  }

  private void failed(@Nullable Choice choice, Throwable failure) {
    switch (failure instanceof Failure f ? f.code() : FailureCode.INTERNAL) {
      case IN_PROGRESS -> inProgress(choice, failure);
      case UNAVAILABLE -> {
        if (!repeat()) {
          giveUp(failure);
        }
      }
      case TIMEOUT -> giveUp(failure);
      default -> answer.tryFail(failure);
    }
  }

  /** Unless somebody else may still answer. */
  private void giveUp(Throwable failure) {
    boolean isLast;
    synchronized (this) {
      isLast = waiting == 0;
    }
    if (isLast) {
      answer.tryFail(failure);
    }
  }

  /**
   * A repetition of ours waits for its own first try as long as there is time; one of a client's,
   * whose gateway perhaps died under the first, waits a moment.
   */
  private void inProgress(@Nullable Choice choice, Throwable failure) {
    if (choice != null && mayWait()) {
      timers.after(PAUSE, () -> askAgain(choice, failure));
    } else {
      answer.tryFail(failure);
    }
  }

  private synchronized boolean mayWait() {
    return contract.tries().times() > 1 && (repeated ? millis() > PAUSE.toMillis() : isHandOver());
  }

  private void askAgain(Choice choice, Throwable failure) {
    synchronized (this) {
      tried.remove(choice.node());
      left++;
    }
    if (!answer.future().isComplete() && !askNext()) {
      giveUp(failure);
    }
  }

  /** It was not delivered: nothing speaks against asking another one, whatever the contract is. */
  private void unserved(@Nullable Choice choice, Throwable failure) {
    if (choice != null) {
      choice.unserved();
      synchronized (this) {
        left++;
      }
    }
    if (answer.future().isComplete() || (choice != null && askNext())) {
      return;
    }
    if (instances.isKnown(contract.address()) && isHandOver()) {
      timers.after(PAUSE, this::askAllAgain);
    } else {
      giveUp(failure);
    }
  }

  private synchronized boolean isHandOver() {
    if (handOver == null) {
      handOver = Deadline.in(HAND_OVER, clocks);
    }
    return Math.min(handOver.remainingMillis(clocks), millis()) > PAUSE.toMillis();
  }

  private void askAllAgain() {
    synchronized (this) {
      tried.clear();
    }
    if (!answer.future().isComplete()) {
      askFirst();
    }
  }
}
