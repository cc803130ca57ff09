package dev.carillon.async.debug;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The debug mode of one Vert.x instance, after asyncio's: off until {@link #enable} is called. When
 * it is on, the futures of tasks and groups, of guarded, limited, retried and gathered work, of
 * resources and of bus requests remember where they were made, and say so when they fail and nobody
 * looks; locks know where they were acquired; {@link #leaks} lists what was never given back. All
 * of that concerns what is made on the contexts of that Vert.x.
 *
 * <pre>{@code
 * Debug debug = Debug.enable(vertx, "com.example.http.");
 * Future<Page> page = Debug.watch("page", fetch(url)); // a failure that nobody handles is logged
 * debug.leaks().forEach(leak -> log(leak));            // at the end of the process
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: safe from any. <b>Cancellation</b>: a cancelled task that
 * nobody looks at is not reported. <b>Failure</b>: none of its own. Where it is off everywhere,
 * each hook is a read of one field.
 */
public final class Debug {
  private static final List<String> LIBRARIES =
      List.of("dev.carillon.async.", "dev.carillon.bus.", "io.vertx.", "java.");
  private static final StackWalker STACK = StackWalker.getInstance();
  private static final int PRUNE_EVERY = 1_024;

  /** By instance. */
  private static final Map<Vertx, Debug> ENABLED = new ConcurrentHashMap<>();

  private final Vertx vertx;
  private final List<String> lookedThrough;
  private final List<Tracked<?>> tracked = new ArrayList<>();
  private final Set<Object> unhandled = ConcurrentHashMap.newKeySet();

  private record Tracked<T>(WeakReference<T> owner, Function<T, Stream<String>> leaks) {
    Stream<String> ask() {
      T alive = owner.get();
      return alive == null ? Stream.of() : leaks.apply(alive);
    }
  }

  private Debug(Vertx vertx, List<String> lookedThrough) {
    this.vertx = vertx;
    this.lookedThrough = lookedThrough;
  }

  /**
   * Turns it on, for what is made from now on.
   *
   * @param lookedThrough prefixes of packages that are never the place that one looks for, beside
   *     those of the toolkit: what calls them is
   */
  public static Debug enable(Vertx vertx, String... lookedThrough) {
    Debug debug =
        new Debug(vertx, Stream.concat(LIBRARIES.stream(), Stream.of(lookedThrough)).toList());
    ENABLED.put(vertx, debug);
    return debug;
  }

  /** Turns it off, for what is made from now on. */
  public void disable() {
    ENABLED.remove(vertx);
  }

  /** The debug mode of an instance; null where it is off. */
  public static @Nullable Debug of(Vertx vertx) {
    return ENABLED.get(vertx);
  }

  /** The debug mode of the caller's context; null where it is off. */
  private static @Nullable Debug here() {
    if (ENABLED.isEmpty()) {
      return null;
    }
    Context context = Vertx.currentContext();
    return context == null ? null : ENABLED.get(context.owner());
  }

  /**
   * The place in the program that called the toolkit: class, method and line. Null where the debug
   * mode is off.
   */
  public static @Nullable String site() {
    Debug debug = here();
    return debug == null ? null : debug.callSite();
  }

  String callSite() {
    return STACK.walk(
        frames ->
            frames
                .filter(f -> lookedThrough.stream().noneMatch(f.getClassName()::startsWith))
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
    Debug debug = here();
    return debug != null && !(future instanceof WatchedFuture)
        ? WatchedFuture.of(debug, name, future)
        : future;
  }

  /**
   * In debug mode, asks {@code leaks} about {@code owner} at the end, if it is still there then.
   *
   * @param leaks says, in a line each, what was not given back
   */
  public static <T> void track(T owner, Function<T, Stream<String>> leaks) {
    Debug debug = here();
    if (debug != null) {
      debug.add(owner, leaks);
    }
  }

  /** The same for what belongs to an instance, wherever it is made. */
  public static <T> void track(Vertx vertx, T owner, Function<T, Stream<String>> leaks) {
    Debug debug = of(vertx);
    if (debug != null) {
      debug.add(owner, leaks);
    }
  }

  private <T> void add(T owner, Function<T, Stream<String>> leaks) {
    synchronized (tracked) {
      if (tracked.size() % PRUNE_EVERY == PRUNE_EVERY - 1) {
        tracked.removeIf(t -> t.owner().get() == null);
      }
      tracked.add(new Tracked<>(new WeakReference<>(owner), leaks));
    }
  }

  /** Failures that nobody has handled so far, dropped or not; each says what it is as text. */
  Set<Object> unhandled() {
    return unhandled;
  }

  /** What has not been given back, and failures that nobody has handled, a line each. */
  public List<String> leaks() {
    List<Tracked<?>> asked;
    synchronized (tracked) {
      asked = List.copyOf(tracked);
    }
    return Stream.concat(
            asked.stream().flatMap(Tracked::ask),
            unhandled.stream().map(failure -> "unhandled failure: " + failure))
        .toList();
  }
}
