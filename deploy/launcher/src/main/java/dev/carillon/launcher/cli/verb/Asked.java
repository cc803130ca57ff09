package dev.carillon.launcher.cli.verb;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.cli.verb.Part.Place;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** The request that was typed. */
final class Asked {
  static final Pattern ARGUMENT = Pattern.compile("\\{([A-Z]+)}");
  static final String BODY = "--body";

  private final Verb verb;
  private final ParseResult typed;

  Asked(Verb verb, ParseResult typed) {
    this.verb = verb;
    this.typed = typed;
  }

  /** The path with its arguments and parameters. */
  String path() {
    Matcher names = ARGUMENT.matcher(verb.path());
    StringBuilder path = new StringBuilder();
    for (int i = 0; names.find(); i++) {
      List<?> values = (List<?>) typed.matchedPositional(i).getValue();
      String text = String.join(" ", values.stream().map(String::valueOf).toList());
      names.appendReplacement(path, Matcher.quoteReplacement(encoded(text)));
    }
    names.appendTail(path);
    for (Part part : verb.parts()) {
      String text = text(part.option());
      if (part.place() == Place.QUERY && text != null) {
        path.append(more(path)).append(part.target()).append('=').append(encoded(text));
      }
    }
    return path.toString();
  }

  /** What stands before another parameter. */
  static char more(CharSequence path) {
    return path.toString().contains("?") ? '&' : '?';
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What was typed for an option; null for nothing. */
  @Nullable String text(String option) {
    return typed.matchedOptionValue(option, null);
  }

  boolean has(String option) {
    return typed.hasMatchedOption(option);
  }

  /** The body, and in it the fields that were typed; null for a request without one. */
  @Nullable JsonObject body() {
    if (!verb.hasBody()) {
      return null;
    }
    JsonObject body = wholeBody();
    for (Part part : verb.parts()) {
      String text = text(part.option());
      if (part.place() == Place.BODY && text != null) {
        put(body, part.target(), part.value(text));
      }
    }
    return body;
  }

  private JsonObject wholeBody() {
    String text = text(BODY);
    if (text == null) {
      return new JsonObject();
    }
    if (Part.read(BODY, text.startsWith("@") ? file(text.substring(1)) : text)
        instanceof JsonObject object) {
      return object;
    }
    throw new LaunchFailure(BODY + " must be an object");
  }

  private static String file(String name) {
    try {
      return Files.readString(Path.of(name));
    } catch (IOException e) {
      throw new LaunchFailure(BODY + " " + name + " cannot be read", e);
    }
  }

  private static void put(JsonObject body, String target, @Nullable Object value) {
    int dot = target.indexOf('.');
    if (dot < 0) {
      body.put(target, value);
      return;
    }
    String outer = target.substring(0, dot);
    if (!(body.getValue(outer) instanceof JsonObject)) {
      body.put(outer, new JsonObject());
    }
    put(body.getJsonObject(outer), target.substring(dot + 1), value);
  }
}
