package dev.carillon.launcher.cli.verb;

import dev.carillon.embedded.LaunchFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An option that becomes a part of a request.
 *
 * @param option such as {@code --created-from}
 * @param target the parameter, or the field, with dots into objects
 * @param place where it goes
 * @param type how it is read
 * @param about what it says
 */
record Part(String option, String target, Place place, Type type, String about) {
  /** Where a part goes. */
  enum Place {
    /** Into the URL. */
    QUERY,
    /** Into the body. */
    BODY
  }

  /** How the text of an option becomes a value. */
  enum Type {
    /** As it is. */
    TEXT,
    /** {@code true} or {@code false}. */
    FLAG,
    /** Any JSON. */
    JSON
  }

  static Part query(String name, String about) {
    return new Part(kebab(name), name, Place.QUERY, Type.TEXT, about);
  }

  static Part field(String name, String about) {
    return new Part(kebab(name), name, Place.BODY, Type.TEXT, about);
  }

  static Part flag(String name, String about) {
    return new Part(kebab(name), name, Place.BODY, Type.FLAG, about);
  }

  static Part json(String name, String about) {
    return new Part(kebab(name), name, Place.BODY, Type.JSON, about);
  }

  /** The same under another name. */
  Part as(String other) {
    return new Part(other, target, place, type, about);
  }

  private static String kebab(String name) {
    return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** What was typed, as a value of JSON. */
  @Nullable Object value(String text) {
    return switch (type) {
      case TEXT -> text;
      case FLAG -> flag(text);
      case JSON -> read(option, text);
    };
  }

  private Object flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new LaunchFailure(option + " must be true or false");
    }
    return text.equals("true");
  }

  /** Any JSON that was typed. */
  static @Nullable Object read(String option, String text) {
    try {
      return Json.decodeValue(text);
    } catch (DecodeException e) {
      throw new LaunchFailure(option + " is not JSON: " + text, e);
    }
  }
}
