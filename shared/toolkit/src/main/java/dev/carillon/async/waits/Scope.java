package dev.carillon.async.waits;

import dev.carillon.async.debug.Debug;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that may wait and hold: a task, or a section of one that holds a lock or a
 * permit. Scopes are a tree, and those that wait for one another are a graph; {@link Deadlocks}
 * looks for cycles in it.
 *
 * <pre>{@code
 * Scope section = Scope.begin("holds lock books", Scope.current(), Scope.Kind.SECTION);
 * Future<Page> page = section.call(() -> fetch(url)).onComplete(r -> section.end());
 * }</pre>
 *
 * <p><b>Order</b>: children and waits are in the order in which they began. <b>Threads</b>: safe
 * from any; the current scope is that of the thread, for as long as a body begins or goes on after
 * a wait of the toolkit's. What goes on after other people's waits has none: its waits belong to
 * the task whose cancellation they name, or to nobody, and a cycle through them is not found.
 * <b>Cancellation</b>, <b>Failure</b>: none; nothing here throws.
 */
public final class Scope {
  private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();
  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final String name;
  private final @Nullable Scope parent;
  private final Kind kind;
  private final @Nullable String place = Debug.site();
  private final Set<Scope> children = new LinkedHashSet<>(2);
  private final Set<Waiting> waits = new LinkedHashSet<>(2);
  private volatile boolean ended;
  private volatile boolean heldUp;

  /** What a scope is. */
  public enum Kind {
    /** A task, with one way through the program, as far as one knows. */
    TASK,
    /** What is done while something is held. */
    SECTION
  }

  private Scope(String name, @Nullable Scope parent, Kind kind) {
    this.name = name;
    this.parent = parent;
    this.kind = kind;
  }

  /** Begins one inside of another, or of none; to be ended. */
  public static Scope begin(String name, @Nullable Scope parent, Kind kind) {
    Scope scope = new Scope(name, parent, kind);
    Scope home = scope.home();
    if (home != null) {
      synchronized (home.children) {
        home.children.add(scope);
      }
    }
    return scope;
  }

  /** Where it is listed: a task may outlive the section that it began in. */
  private @Nullable Scope home() {
    return parent == null || kind == Kind.SECTION ? parent : parent.task();
  }

  /** That of the work which runs on this thread, as far as it is known. */
  public static @Nullable Scope current() {
    return CURRENT.get();
  }

  /** The more exact of the current scope and one that somebody named. */
  public static @Nullable Scope nearest(@Nullable Scope named) {
    Scope current = CURRENT.get();
    return named == null || (current != null && current.isWithin(named)) ? current : named;
  }

  /** Goes on as the given scope, or as none. */
  public static void run(@Nullable Scope scope, Runnable action) {
    Scope before = CURRENT.get();
    CURRENT.set(scope);
    try {
      action.run();
    } finally {
      restore(before);
    }
  }

  /** Begins work of this scope. */
  public <T> T call(Supplier<T> work) {
    Scope before = CURRENT.get();
    CURRENT.set(this);
    try {
      return work.get();
    } finally {
      restore(before);
    }
  }

  private static void restore(@Nullable Scope before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  /** It waits for nothing and holds nothing any more. May be called twice. */
  public void end() {
    ended = true;
    Scope home = home();
    if (home != null) {
      synchronized (home.children) {
        home.children.remove(this);
      }
    }
  }

  /**
   * Waits, until the end of what is returned.
   *
   * @param what for reports
   * @param holders says who can end the wait; nobody means that it is not known
   */
  public Waiting await(String what, Waiting.Holders holders) {
    Waiting waiting = new Waiting(this, what, holders);
    synchronized (waits) {
      waits.add(waiting);
    }
    return waiting;
  }

  /** Waits for another scope to end, and looks whether that closes a cycle. */
  public Waiting await(String what, Scope other) {
    other.holds();
    Waiting waiting = await(what, waiter -> List.of(other));
    waiting.look();
    return waiting;
  }

  /** What it is inside of waits for it to end; nobody does if it is inside of nothing. */
  public Waiting awaited(String what) {
    return parent == null ? new Waiting(this, what, Waiting.UNKNOWN) : parent.await(what, this);
  }

  void forget(Waiting waiting) {
    synchronized (waits) {
      waits.remove(waiting);
    }
  }

  /** Others may wait for it from now on: only then can its own waits close a cycle. */
  public void holds() {
    heldUp = true;
  }

  boolean isHolding() {
    return heldUp;
  }

  /** What it waits for. */
  public List<Waiting> waits() {
    synchronized (waits) {
      return new ArrayList<>(waits);
    }
  }

  /** What began inside of it and has not ended. */
  public List<Scope> children() {
    synchronized (children) {
      return new ArrayList<>(children);
    }
  }

  /** The task that it is, or that it is a section of; itself if it is one of no task. */
  public Scope task() {
    Scope scope = this;
    while (scope.kind == Kind.SECTION && scope.parent != null) {
      scope = scope.parent;
    }
    return scope;
  }

  /** Whether it is the other, or inside of it. */
  public boolean isWithin(Scope other) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope == other) {
        return true;
      }
    }
    return false;
  }

  /** Ascends with the moment of the beginning. */
  public long id() {
    return id;
  }

  /** What it does. */
  public String name() {
    return name;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** What it is inside of. */
  public @Nullable Scope parent() {
    return parent;
  }

  /** Where it began, in debug mode. */
  public @Nullable String place() {
    return place;
  }

  /** Whether it has ended. */
  public boolean hasEnded() {
    return ended;
  }

  /** A section goes by the name of its task. */
  @Override
  public String toString() {
    Scope task = task();
    return task == this ? name : task.name + " (which " + name + ")";
  }
}
