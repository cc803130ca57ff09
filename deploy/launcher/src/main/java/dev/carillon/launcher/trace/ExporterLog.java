package dev.carillon.launcher.trace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** What the exporter says, in our log: it has another one, which writes lines of its own form. */
final class ExporterLog extends Handler {
  /** Loggers are forgotten where nobody holds them, and what was set with them. */
  private static final Logger THEIRS = Logger.getLogger("io.opentelemetry");

  private static final long A_MINUTE = TimeUnit.MINUTES.toNanos(1);

  private static final org.slf4j.Logger OURS = LoggerFactory.getLogger(Collector.class);

  /** When each of their loggers has said something last, on the monotonic clock. */
  private final Map<String, Long> said = new ConcurrentHashMap<>();

  private ExporterLog() {}

  /** From now on. */
  static void install() {
    if (THEIRS.getHandlers().length == 0) {
      THEIRS.setUseParentHandlers(false);
      THEIRS.setLevel(Level.WARNING);
      THEIRS.addHandler(new ExporterLog());
    }
  }

  /** Once a minute of each, the first line: spans that are dropped come by the thousand. */
  @Override
  public void publish(LogRecord line) {
    long now = System.nanoTime();
    Long last = said.get(String.valueOf(line.getLoggerName()));
    if (last == null || now - last >= A_MINUTE) {
      said.put(String.valueOf(line.getLoggerName()), now);
      OURS.warn("Traces: {}", String.valueOf(line.getMessage()).lines().findFirst().orElse(""));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
