package dev.carillon.gateway.tls;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileProps;
import io.vertx.core.net.ServerSSLOptions;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a server the new certificate when its files change; connections that are open keep theirs.
 * Files that cannot be used, such as half of a pair that is being replaced, change nothing.
 */
public final class TlsWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);
  private static final long REST_MILLIS = 1_000;

  private final Vertx vertx;
  private final TlsFiles files;
  private final Function<ServerSSLOptions, Future<Boolean>> server;
  private final Loop loop;
  private String seen = "";

  /**
   * Of the files of a server; does not look yet.
   *
   * @param server takes them, and says whether they are others than before
   */
  public TlsWatch(
      Vertx vertx,
      Timers timers,
      TlsFiles files,
      Function<ServerSSLOptions, Future<Boolean>> server) {
    this.vertx = vertx;
    this.files = files;
    this.server = server;
    this.loop = new Loop("TLS files", vertx, timers, () -> REST_MILLIS, this::pass);
  }

  /** Looks while the server runs. */
  public Component component() {
    return new Component(
        "TLS files",
        () -> state().onSuccess(now -> seen = now).onSuccess(now -> loop.start()),
        loop::stop);
  }

  private Future<Boolean> pass() {
    return state()
        .compose(now -> now.equals(seen) ? Future.succeededFuture() : changed(now))
        .map(v -> false)
        .otherwise(false); // a file that is away for a moment
  }

  private Future<?> changed(String now) {
    seen = now;
    return vertx
        .executeBlocking(files::areUsable)
        .compose(usable -> usable ? server.apply(files.options()) : unusable())
        .onSuccess(
            updated -> {
              if (updated) {
                LOG.info("{} was read again", files.certificate());
              }
            });
  }

  private Future<Boolean> unusable() {
    LOG.warn("{}; the certificate stays as it was", files.unusable());
    return Future.succeededFuture(false);
  }

  private Future<String> state() {
    return Future.all(
            vertx.fileSystem().props(files.certificate()), vertx.fileSystem().props(files.key()))
        .map(both -> state(both.resultAt(0)) + " " + state(both.resultAt(1)));
  }

  private static String state(FileProps file) {
    return file.lastModifiedTime() + " " + file.size();
  }
}
