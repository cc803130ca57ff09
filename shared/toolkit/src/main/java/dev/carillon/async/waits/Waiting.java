package dev.carillon.async.waits;

import dev.carillon.async.debug.Debug;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a scope waits for something.
 *
 * <pre>{@code
 * Scope scope = Scope.begin("report", null, Scope.Kind.TASK);
 * Waiting waiting = scope.await("the end of the day", Waiting.UNKNOWN);
 * waiting.end();
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: safe from any. <b>Cancellation</b>, <b>Failure</b>: none.
 */
public final class Waiting {
  /** Nobody knows who ends it: time, another process, another thread. */
  public static final Holders UNKNOWN = waiter -> List.of();

  private final Scope scope;
  private final String what;
  private final Holders holders;
  private final @Nullable String place = Debug.site();

  /** Who can end a wait. */
  @FunctionalInterface
  public interface Holders {
    /** All who can; none if there may be others. Called without any lock. */
    List<Scope> of(Scope waiter);
  }

  Waiting(Scope scope, String what, Holders holders) {
    this.scope = scope;
    this.what = what;
    this.holders = holders;
  }

  /** Whose wait it is. */
  public Scope scope() {
    return scope;
  }

  /** What is waited for. */
  public String what() {
    return what;
  }

  /** All who can end it; none if there may be others. */
  public List<Scope> holders() {
    return holders.of(scope);
  }

  /** Where it began, in debug mode. */
  public @Nullable String place() {
    return place;
  }

  /** Looks whether it closes a cycle, which is logged then. */
  public void look() {
    Deadlocks.look(this);
  }

  /** It is over. May be called twice. */
  public void end() {
    scope.forget(this);
  }
}
