package dev.carillon.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.carillon.text.DurationText;
import dev.carillon.text.TimeText;
import dev.carillon.text.UuidText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/**
 * Times, durations and ids are texts, and read by the parsers that read them everywhere. A number
 * would be taken for seconds, and milliseconds of a client for a moment in the year 58,867; the
 * JSON library would also take a UUID in base64.
 */
final class TextValues<T> extends StdDeserializer<T> {
  private static final long serialVersionUID = 1L;

  private final transient Function<String, T> parser;

  private TextValues(Class<T> type, Function<String, T> parser) {
    super(type);
    this.parser = parser;
  }

  static SimpleModule module() {
    SimpleModule module = new SimpleModule();
    add(module, Instant.class, TimeText::parse);
    add(module, Duration.class, DurationText::parse);
    add(module, UUID.class, UuidText::parse);
    return module;
  }

  private static <T> void add(SimpleModule module, Class<T> type, Function<String, T> parser) {
    module.addDeserializer(type, new TextValues<>(type, parser));
  }

  @Override
  @SuppressWarnings("unchecked")
  public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
    return json.hasToken(JsonToken.VALUE_STRING)
        ? parser.apply(json.getText())
        : (T) context.handleUnexpectedToken(handledType(), json);
  }
}
