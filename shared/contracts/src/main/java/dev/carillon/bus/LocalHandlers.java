package dev.carillon.bus;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which contracts are served on which event loop of this Vert.x instance. An event loop is known by
 * its thread: the two live and die together.
 */
final class LocalHandlers implements Shareable {
  private final Map<Thread, Map<String, ContractHandler<?, ?>>> byLoop = new ConcurrentHashMap<>();

  static LocalHandlers of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, LocalHandlers>getLocalMap("carillon.bus")
        .computeIfAbsent("handlers", k -> new LocalHandlers());
  }

  void add(String address, ContractHandler<?, ?> handling) {
    byLoop
        .computeIfAbsent(Thread.currentThread(), t -> new ConcurrentHashMap<>())
        .put(address, handling);
  }

  void remove(String address, ContractHandler<?, ?> handling) {
    byLoop.values().forEach(m -> m.remove(address, handling));
  }

  @Nullable ContractHandler<?, ?> onThisLoop(String address) {
    Map<String, ContractHandler<?, ?>> here = byLoop.get(Thread.currentThread());
    return here == null ? null : here.get(address);
  }
}
