package dev.carillon.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carillon.config.ConfigException;
import dev.carillon.config.ConfigSource;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final int TOO_MANY = 10;

  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.NAME);
  private final Deque<Runnable> worker = new ArrayDeque<>();

  @BeforeEach
  void listen() {
    written.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(written);
  }

  @AfterEach
  void deaf() {
    logger.detachAppender(written);
    logger.setAdditive(true);
  }

  @Test
  void aLineSaysWhatAndWhoAndHowLong() {
    AccessLog log = new AccessLog(Logged.ALL, Runnable::run);
    log.write("GET", "/v1/users", 200, 12, "admin", TRACE);
    log.write("GET", null, 400, 0, null, TRACE);
    assertThat(lines())
        .containsExactly("GET /v1/users 200 12 ms admin " + TRACE, "GET - 400 0 ms - " + TRACE);
  }

  @Test
  void aLineHoldsNothingThatOpensADoorAndIsOneLine() {
    AccessLog log = new AccessLog(Logged.ALL, Runnable::run);
    log.write("POST", "/unsubscribe/bWFyaw.c2VjcmV0", 200, 1, null, TRACE);
    log.write("GET", "/v1/sk_secret-1/x", 404, 1, "a\nb", TRACE);
    log.write("GET", "/" + "x".repeat(5_000), 404, 1, null, TRACE);
    assertThat(lines())
        .containsExactly(
            "POST /unsubscribe/... 200 1 ms - " + TRACE,
            "GET /v1/sk_.../x 404 1 ms a?b " + TRACE,
            "GET /" + "x".repeat(199) + "... 404 1 ms - " + TRACE);
  }

  @Test
  void errorsAreTheAnswersFrom400OnAndNoClientThatLeft() {
    AccessLog log = new AccessLog(Logged.ERRORS, Runnable::run);
    for (int status : new int[] {200, 304, 101, AccessLog.LEFT, 404, 503}) {
      log.write("GET", "/", status, 0, null, TRACE);
    }
    assertThat(lines()).containsExactly("GET / 404 0 ms - " + TRACE, "GET / 503 0 ms - " + TRACE);
    AccessLog.off().write("GET", "/", 503, 0, null, TRACE);
    assertThat(lines()).hasSize(2);
  }

  @Test
  void whatFindsNoRoomIsCounted() {
    AccessLog log = new AccessLog(Logged.ALL, worker::add);
    for (int i = 0; i < AccessLog.ROOM + TOO_MANY; i++) {
      log.write("GET", "/", 200, 0, null, TRACE);
    }
    assertThat(worker).as("one piece of work at a time").hasSize(1);
    worker.remove().run();
    assertThat(lines()).hasSize(AccessLog.ROOM + 1);
    assertThat(lines().get(AccessLog.ROOM)).startsWith(TOO_MANY + " lines of the access log were");
    log.write("GET", "/again", 200, 0, null, TRACE);
    worker.remove().run();
    assertThat(lines().get(AccessLog.ROOM + 1)).startsWith("GET /again");
  }

  @Test
  void anythingElseIsNoSetting() {
    ConfigSource config =
        ConfigSource.of(new JsonObject().put("CARILLON_ACCESS_LOG", "some"), Map.of());
    Logged.read(config);
    assertThatThrownBy(config::verify)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("CARILLON_ACCESS_LOG must be all, errors or off");
  }

  private List<String> lines() {
    return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
