package dev.carillon.launcher.settings;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.carillon.config.ConfigException;
import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.node.NodeOptions;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The level of Carillon's own classes, which may change while the process runs, and the name of the
 * process in each line.
 */
public final class LogLevel {
  private static final Logger LOG = LoggerFactory.getLogger(LogLevel.class);
  private static final String OURS = "dev.carillon";

  private LogLevel() {}

  /** The same while the process runs: settings that are amiss change nothing. */
  public static void again(ConfigSource settings) {
    NodeOptions.checkLevel(settings);
    try {
      settings.verify();
    } catch (ConfigException amiss) {
      LOG.warn("CARILLON_LOG_LEVEL stays as it was: {}", amiss.getMessage());
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
      Level level = Level.toLevel(settings.text("CARILLON_LOG_LEVEL", "INFO"), Level.INFO);
      logback.getLogger(OURS).setLevel(level);
      String node = settings.find("CARILLON_NODE");
      if (node != null) {
        name(node);
      }
      LOG.debug("The level of the log is {}", level);
    }
  }
}
