package dev.carillon.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.failure.FieldError;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what the JSON library reports into a {@link Failure} with a JSON pointer. */
final class JsonProblems {
  private JsonProblems() {}

  /**
   * What is wrong with a text of this type. The parser stands where the reading ended and may be
   * read on for fields that are unknown; of a text that is not JSON nothing more is said.
   */
  static Failure failure(
      JsonProcessingException e, JsonParser parser, JsonType<?> type, UnknownFields unknown)
      throws IOException {
    if (unknown.endedInside() && e.getCause() instanceof JsonProcessingException broken) {
      return isDuplicate(broken) ? duplicate(pointer(parser)) : syntax(broken);
    }
    if (!(e instanceof JsonMappingException mapping)) {
      return isDuplicate(e) ? duplicate(pointer(parser)) : syntax(e);
    }
    String pointer = pointer(mapping.getPath());
    if (mapping.getCause() instanceof JsonProcessingException broken
        && !(broken instanceof JsonMappingException)) {
      return isDuplicate(broken) ? duplicate(pointer) : syntax(broken);
    }
    Failure failure =
        mapping.getCause() instanceof Failure refused
            ? refused.within(pointer)
            : Failure.invalid(pointer, detail(mapping));
    if (!type.raw().isRecord()) {
      return failure;
    }
    try {
      unknown.readOn(parser, type.raw());
    } catch (JsonProcessingException notJson) {
      return failure;
    }
    return new Failure(failure.code(), failure.message(), unknown.after(failure.details()));
  }

  /** Several refusals as one. */
  static Failure of(List<FieldError> errors) {
    FieldError first = errors.get(0);
    return new Failure(
        FailureCode.INVALID, Failure.invalid(first.pointer(), first.detail()).message(), errors);
  }

  /** Jackson has no type for it; {@code JsonTest} notices if an upgrade words it differently. */
  private static boolean isDuplicate(JsonProcessingException e) {
    return String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
  }

  private static Failure duplicate(String pointer) {
    return Failure.invalid(pointer, "appears twice in the same object");
  }

  private static String pointer(JsonParser parser) {
    return parser.getParsingContext().pathAsPointer().toString() + lastName(parser);
  }

  private static String lastName(JsonParser parser) {
    try {
      String name = parser.currentName();
      String path = parser.getParsingContext().pathAsPointer().toString();
      return name == null || path.endsWith("/" + escape(name)) ? "" : "/" + escape(name);
    } catch (IOException e) {
      return "";
    }
  }

  /** What is well-formed and beyond a limit is not called malformed. */
  private static Failure syntax(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return Failure.invalid("", beyond(String.valueOf(e.getOriginalMessage())));
    }
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return Failure.invalid("", "is not well-formed JSON" + where);
  }

  /** Jackson has one type for all limits; {@code JsonTest} notices if it words them otherwise. */
  private static String beyond(String limit) {
    if (limit.contains("nesting depth")) {
      return "is nested deeper than " + Json.MAX_DEPTH + " levels";
    }
    if (limit.contains("Number value length") || limit.contains("BigDecimal scale")) {
      return "holds a number of more than " + Json.MAX_NUMBER_DIGITS + " digits";
    }
    return limit.contains("Name length")
        ? "holds a field name of more than " + Json.MAX_NAME + " characters"
        : "holds a value that is too long";
  }

  private static String detail(JsonMappingException e) {
    return switch (e) {
      case InvalidTypeIdException unknown -> "is of an unknown kind";
      case InvalidFormatException format -> "is not a valid " + typeName(format.getTargetType());
      case MismatchedInputException mismatch ->
          mismatch.getTargetType() == null
              ? "is missing or has the wrong type"
              : "must be " + article(typeName(mismatch.getTargetType()));
      default -> "is not acceptable here";
    };
  }

  private static String article(String name) {
    return (name.startsWith("i") ? "an " : "a ") + name;
  }

  private static String typeName(@Nullable Class<?> type) {
    if (type == null) {
      return "value";
    }
    return switch (type.getSimpleName()) {
      case "String" -> "string";
      case "int", "Integer", "long", "Long" -> "integer";
      case "double", "Double" -> "number";
      case "boolean", "Boolean" -> "boolean";
      case "UUID" -> "UUID";
      case "Instant" -> "RFC 3339 time, such as 2026-11-22T21:50:09Z";
      case "Duration" -> "duration, such as 10m or PT10M";
      case "List", "ArrayList", "Collection" -> "list";
      default -> type.isEnum() ? "value, one of " + names(type) : "JSON object";
    };
  }

  /** As they are written in messages. */
  private static String names(Class<?> type) {
    return Stream.of(type.getEnumConstants())
        .map(constant -> Json.text(constant).replace("\"", ""))
        .collect(Collectors.joining(", "));
  }

  private static String pointer(List<JsonMappingException.Reference> path) {
    StringBuilder pointer = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      pointer.append('/');
      pointer.append(
          step.getFieldName() == null
              ? String.valueOf(step.getIndex())
              : escape(step.getFieldName()));
    }
    return pointer.toString();
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
