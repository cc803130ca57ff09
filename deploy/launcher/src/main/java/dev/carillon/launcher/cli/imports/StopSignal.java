package dev.carillon.launcher.cli.imports;

import dev.carillon.launcher.imports.http.Stop;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM become the wish to stop; the JVM waits until the main thread, which makes
 * this, has ended, within a limit.
 */
final class StopSignal implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Stop stop = new Stop();
  private final Thread main = Thread.currentThread();
  private final Thread hook = new Thread(this::onSignal, "carillon-stop");

  StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The wish, which a signal makes. */
  Stop stop() {
    return stop;
  }

  private void onSignal() {
    stop.wish();
    try {
      main.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A signal ends the process as usual again. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // the signal came: the hook waits for this thread
    }
  }
}
