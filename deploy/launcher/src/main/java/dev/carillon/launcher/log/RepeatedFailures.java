package dev.carillon.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.carillon.async.rate.Recent;
import java.time.Duration;
import java.util.Map;

/**
 * Lets a failure that a library logs through once in ten seconds, by its logger, words and cause:
 * where a link between two processes is lost, some log one with its stack for every message. What
 * Carillon's own classes say passes, and what has no failure does. Thread-safe.
 */
public final class RepeatedFailures extends Filter<ILoggingEvent> {
  private static final long PAUSE = Duration.ofSeconds(10).toMillis();
  private static final int REMEMBERED = 200;
  private static final String OURS = "dev.carillon.";

  /** When which failure was let through last; those that came the longest ago are forgotten. */
  private final Map<String, Long> passed = new Recent<>(REMEMBERED);

  /** Nothing was said yet. */
  public RepeatedFailures() {}

  @Override
  public FilterReply decide(ILoggingEvent event) {
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure == null || event.getLoggerName().startsWith(OURS)) {
      return FilterReply.NEUTRAL;
    }
    String what =
        String.join(
            "\n",
            event.getLoggerName(),
            event.getMessage(),
            failure.getClassName(),
            String.valueOf(failure.getMessage()));
    return isNew(what, event.getTimeStamp()) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private synchronized boolean isNew(String what, long now) {
    Long before = passed.get(what);
    if (before != null && Math.abs(now - before) < PAUSE) {
      return false;
    }
    passed.put(what, now);
    return true;
  }
}
