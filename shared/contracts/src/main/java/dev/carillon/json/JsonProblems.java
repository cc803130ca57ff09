package dev.carillon.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.carillon.failure.Failure;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what the JSON library reports into a {@link Failure} with a JSON pointer. */
final class JsonProblems {
  private JsonProblems() {}

  static Failure failure(JsonProcessingException e, JsonParser parser) {
    if (e instanceof JsonMappingException mapping) {
      return mappingFailure(mapping);
    }
    String message = String.valueOf(e.getOriginalMessage());
    if (message.startsWith("Duplicate field")) {
      return Failure.invalid(
          parser.getParsingContext().pathAsPointer().toString() + lastName(parser),
          "stands twice in the same object");
    }
    return syntax(e);
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

  private static Failure syntax(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return Failure.invalid("", "is not well-formed JSON" + where);
  }

  private static Failure mappingFailure(JsonMappingException e) {
    String pointer = pointer(e.getPath());
    Throwable cause = e.getCause();
    if (cause instanceof Failure refused) {
      return refused.within(pointer);
    }
    if (cause instanceof JsonParseException) {
      String message = String.valueOf(e.getOriginalMessage());
      return message.startsWith("Duplicate field")
          ? Failure.invalid(pointer, "stands twice in the same object")
          : syntax(e);
    }
    return Failure.invalid(pointer, detail(e));
  }

  private static String detail(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown -> "is not a known field";
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
      case "Duration" -> "duration, such as PT10M or P1D";
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
