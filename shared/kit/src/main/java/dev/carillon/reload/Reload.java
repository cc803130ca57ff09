package dev.carillon.reload;

import dev.carillon.lifecycle.Component;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of this process read again when the operator says so (SIGHUP): files that change
 * while the process runs. A part whose file cannot be used keeps what it had, and says so.
 * Thread-safe.
 */
public final class Reload implements Shareable {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private final Map<String, Supplier<Future<?>>> actions = new ConcurrentSkipListMap<>();

  /** Those of a Vert.x instance. */
  public static Reload of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, Reload>getLocalMap("carillon.reload")
        .computeIfAbsent("reload", k -> new Reload());
  }

  /**
   * As a part that comes and goes with its service.
   *
   * @param name the setting that names what is read, for the log
   * @param read reads it and puts it into use; the message of a failure goes on behind the
   *     setting's name, "names a file that ...", and says which file
   */
  public Component component(String name, Supplier<Future<?>> read) {
    return Component.running(
        "reload of the " + name,
        () -> actions.put(name, read),
        () -> {
          actions.remove(name, read);
          return Future.succeededFuture();
        });
  }

  /** Reads everything again, one thing after the other. */
  public Future<Void> run() {
    Future<Void> done = Future.succeededFuture();
    for (Map.Entry<String, Supplier<Future<?>>> action : actions.entrySet()) {
      done = done.compose(v -> attempt(action.getValue())).transform(r -> said(action.getKey(), r));
    }
    return done;
  }

  private static Future<?> attempt(Supplier<Future<?>> read) {
    try {
      return read.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static Future<Void> said(String name, io.vertx.core.AsyncResult<?> result) {
    if (result.succeeded()) {
      LOG.info("{} was read again", name);
    } else {
      LOG.warn("{} stays as it was; it {}", name, result.cause().getMessage());
    }
    return Future.succeededFuture();
  }
}
