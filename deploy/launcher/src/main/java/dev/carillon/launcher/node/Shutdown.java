package dev.carillon.launcher.node;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.time.Clocks;
import dev.carillon.faults.Faults;
import dev.carillon.launcher.terminal.Console;
import dev.carillon.reload.Reload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Shuts a process down in order. A signal (Ctrl-C, SIGTERM) only wakes the main thread, which
 * finishes its start, stops the services, and closes what it opened. The JVM waits for that within
 * a limit. Must be created before anything is started, by the main thread.
 */
public final class Shutdown implements AutoCloseable {
  private static final long STOP_SECONDS = 45;

  private final Console console;
  private final CompletableFuture<Void> signal = new CompletableFuture<>();
  private final Thread main = Thread.currentThread();
  private final Thread hook = new Thread(this::onSignal, "carillon-shutdown");

  /** Tells {@code console} how far it is. */
  public Shutdown(Console console) {
    this.console = console;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Waits for a start, each step of which has a limit of its own, or for a signal. What the start
   * fails with is thrown.
   *
   * @return whether all has started
   */
  public boolean awaitStart(Future<?> start) throws Exception {
    try {
      CompletableFuture.anyOf(start.toCompletionStage().toCompletableFuture(), signal).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
    return !isSignalled();
  }

  /** Blocks the main thread until a signal arrives. */
  public void awaitSignal() throws InterruptedException, ExecutionException {
    signal.get();
    console.line("\n  Stopping...");
  }

  /**
   * A signal HUP has files read again, those that parts of the process named and what {@code
   * settings} does; if it says that the terminal was closed, the process stops.
   */
  public void reloadOnHangup(Vertx vertx, Runnable settings) {
    Hangup.handle(
        () -> {
          settings.run();
          Reload.of(vertx).run().onFailure(e -> console.warn("Reload failed: " + e));
        },
        () -> signal.complete(null));
  }

  /** Whether a signal has arrived: then nothing more should be started. */
  public boolean isSignalled() {
    return signal.isDone();
  }

  /** Makes whole what was broken on purpose, drains and stops the services, then Vert.x. */
  public void stop(Services services, Vertx vertx) {
    try {
      Faults.of(vertx, Clocks.system()).endAll().await(STOP_SECONDS, TimeUnit.SECONDS);
      services.stop().await(STOP_SECONDS, TimeUnit.SECONDS);
      reportLeaks(vertx);
      vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
      console.line("  Services stopped.");
    } catch (TimeoutException e) {
      console.warn(
          "Services did not stop within "
              + STOP_SECONDS
              + " s; shutting down without waiting for them");
    }
  }

  /** In debug mode: resources that the services did not release. */
  private void reportLeaks(Vertx vertx) {
    Debug debug = Debug.of(vertx);
    if (debug != null) {
      List<String> leaks = debug.leaks();
      console.line("  Debug: " + (leaks.isEmpty() ? "no leaks" : leaks.size() + " leaks"));
      leaks.forEach(console::warn);
    }
  }

  /** A signal ends the process as usual again. */
  @Override
  public void close() {
    if (!isSignalled()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private void onSignal() {
    signal.complete(null);
    try {
      main.join(TimeUnit.SECONDS.toMillis(2 * STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
