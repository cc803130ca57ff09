package dev.carillon.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.carillon.config.ConfigException;
import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.settings.LogLevel;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class LogSettingsTest {
  private static final LoggerContext LOGBACK = (LoggerContext) LoggerFactory.getILoggerFactory();
  private static final Level OURS = LOGBACK.getLogger("dev.carillon").getLevel();

  private static ConfigSource settings(String name, String value) {
    return ConfigSource.of(new JsonObject().put(name, value), Map.of());
  }

  @AfterEach
  void asBefore() {
    LogLevel.again(ConfigSource.of(new JsonObject(), Map.of()));
    LOGBACK.getLogger("dev.carillon").setLevel(OURS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CARILLON_LOG_LEVEL|LOUD",
        "CARILLON_LOG_FORMAT|xml",
        "CARILLON_LOG_LEVELS|dev.carillon.users",
        "CARILLON_LOG_LEVELS|dev.carillon.notifier=LOUD",
        "CARILLON_LOG_LEVELS|=TRACE",
        "CARILLON_LOG_LEVELS|a b=INFO",
        "CARILLON_LOG_LEVELS|dev.carillon.notifier=DEBUG=INFO",
        "CARILLON_LOG_LEVELS|io.vertx=DEBUG",
        "CARILLON_LOG_LEVELS|org.mongodb.driver=TRACE",
        "CARILLON_LOG_LEVELS|dev.carillonish=DEBUG"
      })
  void aValueThatIsNoneIsReportedByItsName(String name, String value) {
    ConfigSource settings = settings(name, value);
    LogSettings.read(settings);
    assertThatThrownBy(settings::verify)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(name)
        .hasMessageNotContaining(value);
  }

  @Test
  void singlePackagesHaveLevelsUntilTheSettingsNameThemNoMore() {
    Logger notifier = LOGBACK.getLogger("dev.carillon.notifier");
    Logger vertx = LOGBACK.getLogger("io.vertx");
    Level before = vertx.getLevel();
    LogLevel.again(settings("CARILLON_LOG_LEVELS", "dev.carillon.notifier=debug, io.vertx=ERROR"));
    assertThat(notifier.getLevel()).isEqualTo(Level.DEBUG);
    assertThat(vertx.getLevel()).isEqualTo(Level.ERROR);

    LogLevel.again(settings("CARILLON_LOG_LEVELS", "io.vertx=LOUD"));
    assertThat(notifier.getLevel())
        .as("settings that are amiss change nothing")
        .isEqualTo(Level.DEBUG);

    LogLevel.again(settings("CARILLON_LOG_LEVELS", "io.vertx=OFF"));
    assertThat(notifier.getLevel()).isNull();
    assertThat(vertx.getLevel()).isEqualTo(Level.OFF);
    LogLevel.again(ConfigSource.of(new JsonObject(), Map.of()));
    assertThat(vertx.getLevel()).isEqualTo(before);
  }
}
