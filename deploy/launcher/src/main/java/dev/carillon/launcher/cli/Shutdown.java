package dev.carillon.launcher.cli;

import dev.carillon.launcher.node.Services;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends a process in order: a signal (Ctrl-C, SIGTERM) wakes the main thread, which stops the
 * services and then whatever it opened; the JVM waits for that, but not for ever.
 */
final class Shutdown {
  private static final long STOP_SECONDS = 45;

  private final Services services;
  private final Vertx vertx;
  private final Console progress;
  private final CountDownLatch signal = new CountDownLatch(1);
  private volatile boolean leaving;
  private final Thread main = Thread.currentThread();

  Shutdown(Services services, Vertx vertx, Console progress) {
    this.services = services;
    this.vertx = vertx;
    this.progress = progress;
    Runtime.getRuntime().addShutdownHook(new Thread(this::onSignal, "carillon-shutdown"));
  }

  /** Blocks the main thread until somebody wants an end. */
  void awaitSignal() throws InterruptedException {
    signal.await();
    progress.line("\n  Stopping...");
  }

  /** Drains and stops the services, then Vert.x. */
  void stopServices() {
    leaving = signal.getCount() > 0;
    try {
      services.stop().await(STOP_SECONDS, TimeUnit.SECONDS);
      vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
      progress.line("  Services stopped.");
    } catch (TimeoutException e) {
      progress.warn("Services did not stop within " + STOP_SECONDS + " s; going on without them");
    }
  }

  private void onSignal() {
    if (leaving) {
      return; // the main thread ends by itself and waits for this hook, not the other way round
    }
    signal.countDown();
    try {
      main.join(TimeUnit.SECONDS.toMillis(2 * STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
