package dev.carillon.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Function;

/**
 * Times and durations are texts. A number would be taken for seconds, and milliseconds of a client
 * for a moment in the year 58,867.
 */
final class TextTimes<T> extends StdDeserializer<T> {
  private static final long serialVersionUID = 1L;

  private final transient Function<String, T> parser;

  private TextTimes(Class<T> type, Function<String, T> parser) {
    super(type);
    this.parser = parser;
  }

  static SimpleModule module() {
    return new SimpleModule()
        .addDeserializer(
            Instant.class,
            new TextTimes<>(Instant.class, text -> OffsetDateTime.parse(text).toInstant()))
        .addDeserializer(Duration.class, new TextTimes<>(Duration.class, Duration::parse));
  }

  @Override
  @SuppressWarnings("unchecked")
  public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
    if (!json.hasToken(JsonToken.VALUE_STRING)) {
      return (T) context.handleUnexpectedToken(handledType(), json);
    }
    try {
      return parser.apply(json.getText());
    } catch (DateTimeException | ArithmeticException e) {
      return (T) context.handleWeirdStringValue(handledType(), json.getText(), "no time");
    }
  }
}
