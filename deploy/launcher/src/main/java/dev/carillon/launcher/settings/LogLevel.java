package dev.carillon.launcher.settings;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.carillon.config.ConfigException;
import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.log.JsonLines;
import dev.carillon.launcher.log.LogSettings;
import dev.carillon.launcher.log.RepeatedFailures;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much is logged, which may change while the process runs, as lines of which form, and the name
 * of the process in each line.
 */
public final class LogLevel {
  private static final Logger LOG = LoggerFactory.getLogger(LogLevel.class);
  private static final String OURS = "dev.carillon";

  /** What loggers had that the settings name; for who is named no more. */
  private static final Map<String, Optional<Level>> BEFORE = new ConcurrentHashMap<>();

  private LogLevel() {}

  /** The same while the process runs: settings that are amiss change nothing. */
  public static void again(ConfigSource settings) {
    LogSettings.read(settings);
    try {
      settings.verify();
    } catch (ConfigException amiss) {
      LOG.warn(
          "CARILLON_LOG_LEVEL stays as it was, and so do single levels: {}", amiss.getMessage());
      return;
    }
    apply(settings);
  }

  /** From now on each line begins with the name of the process, behind its time. */
  public static void name(String node) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.putProperty("node", node + " ");
    }
  }

  /** Sets what the settings say. */
  public static void apply(ConfigSource settings) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext logback) {
      LogSettings log = LogSettings.read(settings);
      levels(logback, log);
      String node = settings.find("CARILLON_NODE");
      if (node != null) {
        name(node);
      }
      appenders(logback, log.json());
      LOG.debug("The level of the log is {}", log.level());
    }
  }

  private static void levels(LoggerContext logback, LogSettings log) {
    BEFORE.forEach(
        (name, level) -> {
          if (!log.levels().containsKey(name)) {
            logback.getLogger(name).setLevel(level.orElse(null));
            BEFORE.remove(name);
          }
        });
    logback.getLogger(OURS).setLevel(log.level());
    log.levels()
        .forEach(
            (name, level) -> {
              ch.qos.logback.classic.Logger logger = logback.getLogger(name);
              BEFORE.putIfAbsent(name, Optional.ofNullable(logger.getLevel()));
              logger.setLevel(level);
            });
  }

  private static void appenders(LoggerContext logback, boolean json) {
    logback
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .iteratorForAppenders()
        .forEachRemaining(
            appender -> {
              seldom(appender);
              if (json) {
                json(logback, appender);
              }
            });
  }

  private static void seldom(Appender<ILoggingEvent> appender) {
    if (appender.getCopyOfAttachedFiltersList().stream()
        .noneMatch(RepeatedFailures.class::isInstance)) {
      RepeatedFailures filter = new RepeatedFailures();
      filter.start();
      appender.addFilter(filter);
    }
  }

  private static void json(LoggerContext logback, Appender<ILoggingEvent> appender) {
    if (appender instanceof OutputStreamAppender<ILoggingEvent> out
        && !(out.getEncoder() instanceof JsonLines)) {
      JsonLines lines = new JsonLines();
      lines.setContext(logback);
      lines.start();
      out.setEncoder(lines);
    }
  }
}
