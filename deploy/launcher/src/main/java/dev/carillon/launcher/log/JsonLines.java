package dev.carillon.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.async.trace.Traces;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Each record as one line of JSON: {@code time}, {@code level}, {@code logger}, {@code node} and
 * {@code traceId} where they are known, {@code message}, and {@code error} with its stack. Whatever
 * a text holds, it ends no line. Encodes on the thread that logs, whose trace it asks for.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final String TRACE_ID = "traceId";
  private static final String NODE = "node";
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] NOTHING = new byte[0];

  /** So many characters of a text. */
  private static final int LONGEST = 32_768;

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", event.getInstant().toString());
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("logger", event.getLoggerName());
      writeIfAny(json, NODE, node(event));
      writeIfAny(json, TRACE_ID, traceId(event.getKeyValuePairs()));
      json.writeStringField("message", cut(String.valueOf(event.getFormattedMessage())));
      if (event.getThrowableProxy() != null) {
        json.writeStringField("error", cut(ThrowableProxyUtil.asString(event.getThrowableProxy())));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a writer in memory
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void writeIfAny(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static @Nullable String node(ILoggingEvent event) {
    String node = event.getLoggerContextVO().getPropertyMap().get(NODE);
    return node == null || node.isBlank() ? null : node.strip();
  }

  /** Of a line that is written for another thread, what it says itself. */
  private static @Nullable String traceId(@Nullable List<KeyValuePair> said) {
    if (said != null) {
      for (KeyValuePair pair : said) {
        if (pair.key.equals(TRACE_ID)) {
          return String.valueOf(pair.value);
        }
      }
    }
    return Traces.id();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
