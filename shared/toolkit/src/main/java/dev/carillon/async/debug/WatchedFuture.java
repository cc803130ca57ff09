package dev.carillon.async.debug;

import io.vertx.core.AsyncResult;
import io.vertx.core.Completable;
import io.vertx.core.Expectation;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.impl.future.FutureBase;
import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A future that knows whether somebody cares about its failure. A listener for failures, or for
 * either end, handles it; a derived future takes the duty over; a listener for success alone does
 * neither. Reported when the future is garbage and has failed, whichever comes last.
 *
 * <p>The one class of the toolkit that extends an internal class of Vert.x, because Vert.x casts
 * futures to it; used in debug mode only. {@code VertxUpgradeTest} says what to look at when Vert.x
 * has another version.
 */
final class WatchedFuture<T> extends FutureBase<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Debug.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final Debug debug;
  private final Future<T> watched;
  private final Fate fate;

  /** What became of a future; must not refer to it. */
  private static final class Fate {
    private final String name;
    private final String site;
    private final Set<Object> unhandled;
    private boolean handled;
    private boolean dropped;
    private @Nullable Throwable failure;

    Fate(String name, String site, Set<Object> unhandled) {
      this.name = name;
      this.site = site;
      this.unhandled = unhandled;
    }

    synchronized void handle() {
      handled = true;
      unhandled.remove(this);
    }

    synchronized void fail(Throwable cause) {
      if (!handled && !(cause instanceof CancellationException)) {
        failure = cause;
        unhandled.add(this);
        reportIfOver();
      }
    }

    synchronized void drop() {
      dropped = true;
      reportIfOver();
    }

    private void reportIfOver() {
      if (dropped && !handled && failure != null) {
        unhandled.remove(this);
        LOG.warn("A failure was never handled: {}", this, failure);
      }
    }

    @Override
    public String toString() {
      return name + ", made at " + site + ", failed with " + failure;
    }
  }

  private WatchedFuture(Debug debug, Future<T> watched, Fate fate) {
    this.debug = debug;
    this.watched = watched;
    this.fate = fate;
  }

  static <T> Future<T> of(Debug debug, String name, Future<T> future) {
    Fate fate = new Fate(name, debug.callSite(), debug.unhandled());
    WatchedFuture<T> watching = new WatchedFuture<>(debug, future, fate);
    CLEANER.register(watching, fate::drop);
    future.onFailure(fate::fail);
    return watching;
  }

  private <U> Future<U> derived(Future<U> future) {
    return of(debug, fate.name, future);
  }

  @Override
  public boolean isComplete() {
    return watched.isComplete();
  }

  @Override
  public T result() {
    return watched.result();
  }

  @Override
  public Throwable cause() {
    fate.handle(); // who reads the failure has it
    return watched.cause();
  }

  @Override
  public boolean succeeded() {
    return watched.succeeded();
  }

  @Override
  public boolean failed() {
    return watched.failed();
  }

  @Override
  public Future<T> onComplete(Handler<AsyncResult<T>> handler) {
    fate.handle();
    watched.onComplete(handler);
    return this;
  }

  @Override
  public Future<T> onComplete(Completable<? super T> handler) {
    fate.handle();
    watched.onComplete(handler);
    return this;
  }

  @Override
  public Future<T> onComplete(
      @Nullable Handler<? super T> onSuccess, @Nullable Handler<? super Throwable> onFailure) {
    if (onSuccess != null) {
      watched.onSuccess(onSuccess);
    }
    if (onFailure != null) {
      fate.handle();
      watched.onFailure(onFailure);
    }
    return this;
  }

  @Override
  public void addListener(Completable<? super T> listener) {
    fate.handle();
    watched.onComplete(listener);
  }

  @Override
  public void removeListener(Completable<? super T> listener) {
    // Only Vert.x's own composite futures ask, to forget early; they are told of the end instead.
  }

  @Override
  public <U> Future<U> compose(
      Function<? super T, Future<U>> onSuccess, Function<Throwable, Future<U>> onFailure) {
    return derived(super.compose(onSuccess, onFailure));
  }

  @Override
  public <U> Future<U> transform(Function<AsyncResult<T>, Future<U>> mapper) {
    return derived(super.transform(mapper));
  }

  @Override
  public <U> Future<T> eventually(Supplier<Future<U>> function) {
    return derived(super.eventually(function));
  }

  @Override
  public <U> Future<U> map(Function<? super T, U> mapper) {
    return derived(super.map(mapper));
  }

  @Override
  public <V> Future<V> map(V value) {
    return derived(super.map(value));
  }

  @Override
  public Future<T> otherwise(Function<Throwable, T> mapper) {
    return derived(super.otherwise(mapper));
  }

  @Override
  public Future<T> otherwise(T value) {
    return derived(super.otherwise(value));
  }

  @Override
  public Future<T> expecting(Expectation<? super T> expectation) {
    return derived(super.expecting(expectation));
  }

  @Override
  public Future<T> timeout(long delay, TimeUnit unit) {
    return derived(super.timeout(delay, unit));
  }
}
