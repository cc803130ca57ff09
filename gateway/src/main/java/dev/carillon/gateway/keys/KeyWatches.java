package dev.carillon.gateway.keys;

import dev.carillon.async.loop.Alone;
import dev.carillon.gateway.security.Keyring.End;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who wants to hear of the end of which key, by the key's name. Thread-safe. */
final class KeyWatches {
  private final Vertx vertx;
  private final Alone alone;
  private final Map<String, Set<Watch>> watches = new ConcurrentHashMap<>();

  /** One who wants to hear of it. */
  private static final class Watch {
    private final Context context;
    private final Consumer<End> ended;

    Watch(Context context, Consumer<End> ended) {
      this.context = context;
      this.ended = ended;
    }

    void tell(End end) {
      context.runOnContext(v -> ended.accept(end));
    }
  }

  KeyWatches(Vertx vertx) {
    this.vertx = vertx;
    this.alone = Alone.of(vertx);
  }

  /** Tells whoever asks on the context that it asks on; at most once. */
  Runnable add(String name, Consumer<End> ended) {
    Watch watch = new Watch(vertx.getOrCreateContext(), ended);
    watches.compute(
        name,
        (n, all) -> {
          Set<Watch> set = all == null ? ConcurrentHashMap.newKeySet() : all;
          set.add(watch);
          return set;
        });
    alone.stir(); // who looks may have rested while nothing was open
    return () ->
        watches.computeIfPresent(
            name,
            (n, all) -> {
              all.remove(watch);
              return all.isEmpty() ? null : all;
            });
  }

  boolean isEmpty() {
    return watches.isEmpty();
  }

  void end(String name, End end) {
    Set<Watch> ended = watches.remove(name);
    if (ended != null) {
      ended.forEach(watch -> watch.tell(end));
    }
  }
}
