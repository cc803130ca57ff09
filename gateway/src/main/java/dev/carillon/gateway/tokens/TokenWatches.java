package dev.carillon.gateway.tokens;

import dev.carillon.async.loop.Alone;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.gateway.security.Keyring.End;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who wants to hear of the end of which token. Thread-safe. */
final class TokenWatches {
  private final Vertx vertx;
  private final Alone alone;
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

  /** One who wants to hear of it; told on the context that it has asked on. */
  private static final class Watch {
    private final Context context;
    private final EndUser user;
    private final Consumer<End> ended;

    Watch(Context context, EndUser user, Consumer<End> ended) {
      this.context = context;
      this.user = user;
      this.ended = ended;
    }
  }

  TokenWatches(Vertx vertx) {
    this.vertx = vertx;
    this.alone = Alone.of(vertx);
  }

  Runnable add(EndUser user, Consumer<End> ended) {
    Watch watch = new Watch(vertx.getOrCreateContext(), user, ended);
    watches.add(watch);
    alone.stir(); // who looks may have rested while nothing was open
    return () -> watches.remove(watch);
  }

  boolean isEmpty() {
    return watches.isEmpty();
  }

  /** Looks at each, and tells those whose token has ended. */
  void look(Function<EndUser, @Nullable End> ends) {
    watches.forEach(watch -> tell(watch, ends.apply(watch.user)));
  }

  private void tell(Watch watch, @Nullable End end) {
    if (end != null && watches.remove(watch)) {
      watch.context.runOnContext(v -> watch.ended.accept(end));
    }
  }
}
