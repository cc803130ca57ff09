package dev.carillon.async.debug;

import io.vertx.core.Future;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The debug mode of the toolkit, after asyncio's: off until {@link #enable} is called, and on for
 * the whole process then. When it is on, the futures of tasks and groups, of guarded, limited,
 * retried and gathered work, of resources and of bus requests remember where they were made, and
 * say so when they fail and nobody looks; locks know where they were acquired; {@link #leaks} lists
 * what was never given back.
 *
 * <pre>{@code
 * Debug.enable();
 * Future<Page> page = Debug.watch("page", fetch(url)); // a failure that nobody handles is logged
 * Debug.leaks().forEach(leak -> log(leak));            // at the end of the process
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: safe from any. <b>Cancellation</b>: a cancelled task that
 * nobody looks at is not reported. <b>Failure</b>: none of its own. Off, each hook is a read of one
 * field.
 */
public final class Debug {
  private static final Set<String> LOOKED_THROUGH =
      new CopyOnWriteArraySet<>(
          List.of("dev.carillon.async.", "dev.carillon.bus.", "io.vertx.", "java."));
  private static final StackWalker STACK = StackWalker.getInstance();
  private static final List<Tracked<?>> TRACKED = new ArrayList<>();
  private static final int PRUNE_EVERY = 1_024;

  private static volatile boolean on;

  private record Tracked<T>(WeakReference<T> owner, Function<T, Stream<String>> leaks) {
    Stream<String> ask() {
      T alive = owner.get();
      return alive == null ? Stream.of() : leaks.apply(alive);
    }
  }

  private Debug() {}

  /** Turns it on, for what is made from now on. */
  public static void enable() {
    on = true;
  }

  /** Turns it off, for what is made from now on; what was tracked is forgotten. */
  public static void disable() {
    on = false;
    synchronized (TRACKED) {
      TRACKED.clear();
    }
    WatchedFuture.forgetAll();
  }

  /** Whether it is on. */
  public static boolean isOn() {
    return on;
  }

  /** Packages that are never the place that one looks for: what calls them is. */
  public static void lookThrough(String packagePrefix) {
    LOOKED_THROUGH.add(packagePrefix);
  }

  /** The place in the program that called the toolkit: class, method and line. */
  public static String site() {
    return STACK.walk(
        frames ->
            frames
                .filter(f -> LOOKED_THROUGH.stream().noneMatch(f.getClassName()::startsWith))
                .findFirst()
                .map(f -> f.toStackTraceElement().toString())
                .orElse("unknown"));
  }

  /**
   * The same future, which in debug mode is reported if it fails and nobody handles that: neither a
   * listener for failures nor a future derived from it.
   *
   * @param name what it is, for the report
   */
  public static <T> Future<T> watch(String name, Future<T> future) {
    return on && !(future instanceof WatchedFuture)
        ? WatchedFuture.of(name, site(), future)
        : future;
  }

  /**
   * In debug mode, asks {@code leaks} about {@code owner} at the end, if it is still there then.
   *
   * @param leaks says, in a line each, what was not given back
   */
  public static <T> void track(T owner, Function<T, Stream<String>> leaks) {
    if (on) {
      synchronized (TRACKED) {
        if (TRACKED.size() % PRUNE_EVERY == PRUNE_EVERY - 1) {
          TRACKED.removeIf(t -> t.owner().get() == null);
        }
        TRACKED.add(new Tracked<>(new WeakReference<>(owner), leaks));
      }
    }
  }

  /** What has not been given back, and failures that nobody has handled, a line each. */
  public static List<String> leaks() {
    List<Tracked<?>> asked;
    synchronized (TRACKED) {
      asked = List.copyOf(TRACKED);
    }
    return Stream.concat(asked.stream().flatMap(Tracked::ask), WatchedFuture.unhandled().stream())
        .toList();
  }
}
