package dev.carillon.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.carillon.failure.Failure;
import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonWritable;
import dev.carillon.text.Utf8Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The one JSON reader and writer of the house. Reading is strict: anything but UTF-8, duplicate
 * keys, unknown fields, wrong types, trailing text, nesting beyond 32 levels, numbers that are not
 * finite and halves of surrogate pairs are refused, each as a {@link Failure} that points at the
 * field. What a record's constructor refuses comes out with the record's own pointers. What another
 * process of the house wrote is read tolerantly ({@link #readTolerantly(byte[], JsonType)}).
 */
public final class Json {
  static final int MAX_DEPTH = 32;
  static final int MAX_NUMBER_DIGITS = 40;
  static final int MAX_NAME = 50_000;

  private static final JsonMapper MAPPER = mapper();
  private static final ObjectReader STRICT = MAPPER.reader();
  private static final ObjectReader TOLERANT =
      MAPPER
          .reader()
          .with(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private Json() {}

  /** Reads one value; anything amiss is a {@link Failure} with code INVALID. */
  public static <T> T read(byte[] json, Class<T> type) {
    return read(json, JsonType.of(type));
  }

  /** The same for a type that may have an argument. */
  public static <T> T read(byte[] json, JsonType<T> type) {
    return read(json, type, STRICT);
  }

  private static <T> T read(byte[] json, JsonType<T> type, ObjectReader reader) {
    Utf8Text.check(json);
    try (JsonParser parser = MAPPER.getFactory().createParser(json)) {
      T value = read(type, parser, reader);
      if (Surrogates.anyAlone(json)) {
        throw Failure.invalid("", "holds half of a surrogate pair, which is no character");
      }
      return value;
    } catch (IOException e) {
      throw Failure.invalid("", "cannot be read");
    }
  }

  /** Reads one value from text. */
  public static <T> T read(String json, Class<T> type) {
    return read(json, JsonType.of(type));
  }

  /** The same for a type that may have an argument. */
  public static <T> T read(String json, JsonType<T> type) {
    return read(utf8(json), type);
  }

  /**
   * Reads what another process of the house wrote, over the bus or into a row; it may be of the
   * version before or after this one. Members that are not known here are left out, absent numbers
   * and booleans are 0 and false, and a value that an enumeration does not have is its default one
   * if it names one. All else is refused as {@link #read(byte[], JsonType)} does.
   */
  public static <T> T readTolerantly(byte[] json, JsonType<T> type) {
    return read(json, type, TOLERANT);
  }

  /** The same from text. */
  public static <T> T readTolerantly(String json, Class<T> type) {
    return readTolerantly(utf8(json), JsonType.of(type));
  }

  private static byte[] utf8(String json) {
    return Surrogates.escaped(json).getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a record, {@link Doc} or plain value as UTF-8. */
  public static byte[] bytes(Object value) {
    if (value instanceof JsonWritable record) {
      JsonOut out = new JsonOut();
      record.writeTo(out);
      return out.bytes();
    }
    return reflected(value);
  }

  /** What {@link #bytes} writes, by reflection. */
  static byte[] reflected(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not writable as JSON: " + value.getClass(), e);
    }
  }

  /** Writes a record, {@link Doc} or plain value as text. */
  public static String text(Object value) {
    if (value instanceof JsonWritable) {
      return new String(bytes(value), StandardCharsets.UTF_8);
    }
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not writable as JSON: " + value.getClass(), e);
    }
  }

  private static <T> T read(JsonType<T> type, JsonParser parser, ObjectReader reader)
      throws IOException {
    UnknownFields unknown = new UnknownFields();
    T value;
    try {
      value =
          reader.forType(type.type()).withAttribute(UnknownFields.class, unknown).readValue(parser);
      if (parser.nextToken() != null) {
        throw Failure.invalid("", "is followed by other text");
      }
    } catch (JsonProcessingException e) {
      throw JsonProblems.failure(e, parser, type, unknown);
    }
    if (value == null && type.raw().equals(Doc.class)) {
      return type.cast(Doc.of(null));
    }
    if (value == null) {
      throw Failure.invalid("", "must not be null");
    }
    if (reader == STRICT && !unknown.isEmpty()) {
      throw JsonProblems.of(unknown.after(List.of()));
    }
    return value;
  }

  private static JsonMapper mapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(TextValues.module())
            .addModule(UnknownFields.module())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
    refuseCoercion(builder);
    JsonMapper mapper = builder.build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_DIGITS)
                .maxNameLength(MAX_NAME)
                .build());
    return mapper;
  }

  /** A number or boolean is not a text, and an empty text is not an absent value. */
  private static void refuseCoercion(JsonMapper.Builder builder) {
    builder.withCoercionConfigDefaults(
        c ->
            c.setAcceptBlankAsEmpty(false)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
    for (CoercionInputShape shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      builder.withCoercionConfig(
          LogicalType.Textual, c -> c.setCoercion(shape, CoercionAction.Fail));
    }
  }
}
