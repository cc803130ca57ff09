package dev.carillon.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
  private final LoggerContext logback = new LoggerContext();
  private final Logger logger = logback.getLogger("dev.carillon.any");
  private final JsonLines lines = new JsonLines();

  @BeforeEach
  void begin() {
    logback.putProperty("node", "mail1 ");
    lines.start();
  }

  private LoggingEvent event(String message, @Nullable Throwable error) {
    return new LoggingEvent("here", logger, Level.WARN, "{}", error, new Object[] {message});
  }

  private String line(LoggingEvent event) {
    return new String(lines.encode(event), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two\nlines",
        "\r\n{\"level\":\"INFO\"}\r\n",
        "a \" quote and a \\ backslash",
        "\u0000\u0007\u001b[31m\u007f",
        "\u2028 and \u2029 and \u0085",
        "half a pair \ud800",
        "{}"
      })
  void whateverATextHoldsItIsOneLineThatSaysIt(String hostile) {
    String line = line(event(hostile, null));
    assertThat(line).endsWith("}\n");
    assertThat(line.substring(0, line.length() - 1)).doesNotContain("\n", "\r", "\u0000");
    JsonObject read = new JsonObject(line);
    assertThat(read.getString("message")).isEqualTo(hostile.replace('\ud800', '?'));
    assertThat(read.getString("level")).isEqualTo("WARN");
    assertThat(read.getString("logger")).isEqualTo("dev.carillon.any");
    assertThat(read.getString("node")).isEqualTo("mail1");
    assertThat(read.getInstant("time")).isNotNull();
    assertThat(read.containsKey("traceId")).isFalse();
    assertThat(read.containsKey("error")).isFalse();
  }

  @Test
  void anErrorIsToldWithItsStackAndStaysOnTheLine() {
    Exception error = new IllegalStateException("what\nfailed", new RuntimeException("why"));
    String line = line(event("It failed", error));
    assertThat(line.lines()).hasSize(1);
    assertThat(new JsonObject(line).getString("error"))
        .contains("IllegalStateException: what\nfailed", "Caused by", "JsonLinesTest");
  }

  @Test
  void aLineThatIsWrittenElsewhereBringsItsTrace() {
    LoggingEvent event = event("GET /v1/emails 200", null);
    event.setKeyValuePairs(
        List.of(new KeyValuePair("traceId", "4bf92f3577b34da6a3ce929d0e0e4736")));
    assertThat(new JsonObject(line(event)).getString("traceId"))
        .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void aTextWithoutEndIsCut() {
    assertThat(line(event("x".repeat(1_000_000), null)).length()).isLessThan(40_000);
  }
}
