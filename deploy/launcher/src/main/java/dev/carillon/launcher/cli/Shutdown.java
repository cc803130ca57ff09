package dev.carillon.launcher.cli;

import dev.carillon.async.debug.Debug;
import dev.carillon.launcher.node.Services;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends a process in order. A signal (Ctrl-C, SIGTERM), whenever it comes, only wakes the main
 * thread: that one finishes its start, stops the services, and then whatever it opened. The JVM
 * waits for that, but not for ever. Made before anything is started.
 */
final class Shutdown {
  private static final long STOP_SECONDS = 45;

  private final Console console;
  private final CountDownLatch signal = new CountDownLatch(1);
  private final Thread main = Thread.currentThread();

  Shutdown(Console console) {
    this.console = console;
    Runtime.getRuntime().addShutdownHook(new Thread(this::onSignal, "carillon-shutdown"));
  }

  /** Blocks the main thread until somebody wants an end. */
  void awaitSignal() throws InterruptedException {
    signal.await();
    console.line("\n  Stopping...");
  }

  /** Whether somebody wants an end already: then there is no use in starting more. */
  boolean isSignalled() {
    return signal.getCount() == 0;
  }

  /** Drains and stops the services, then Vert.x. */
  void stop(Services services, Vertx vertx) {
    try {
      services.stop().await(STOP_SECONDS, TimeUnit.SECONDS);
      reportLeaks(vertx);
      vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
      console.line("  Services stopped.");
    } catch (TimeoutException e) {
      console.warn("Services did not stop within " + STOP_SECONDS + " s; going on without them");
    }
  }

  /** In debug mode: what the services should have given back. */
  private void reportLeaks(Vertx vertx) {
    Debug debug = Debug.of(vertx);
    if (debug != null) {
      List<String> leaks = debug.leaks();
      console.line("  Debug: " + (leaks.isEmpty() ? "no leaks" : leaks.size() + " leaks"));
      leaks.forEach(console::warn);
    }
  }

  private void onSignal() {
    signal.countDown();
    try {
      main.join(TimeUnit.SECONDS.toMillis(2 * STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
