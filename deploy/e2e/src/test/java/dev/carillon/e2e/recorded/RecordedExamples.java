package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The examples of the API's description: of each route the first recorded request that succeeded,
 * with its answer. What a recording has a name for because it differs from run to run has a value
 * here that could have come.
 */
final class RecordedExamples {
  private static final Pattern NAME = Pattern.compile("\\{([a-z][a-zA-Z]*)(\\d*)}");
  private static final Pattern REPEATED = Pattern.compile("\\{[^{}]+\\*[0-9]+}");
  private static final int LONGEST = 4_000;

  private final Map<String, String> kinds = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  private RecordedExamples() {}

  /** By route, as JSON. */
  static SortedMap<String, String> of(SortedSet<String> routes, List<Recording> recordings) {
    SortedMap<String, String> examples = new TreeMap<>();
    for (Recording recording : recordings) {
      RecordedExamples here = new RecordedExamples();
      for (Block block : recording.blocks()) {
        here.remember(block);
        if (isExample(block)) {
          String route = RecordedSetTest.route(block, routes);
          examples.computeIfAbsent(route, r -> here.example(r, block));
        }
      }
    }
    examples.keySet().removeIf(route -> !routes.contains(route));
    return examples;
  }

  private static boolean isExample(Block block) {
    return RecordedSetTest.succeeded(block)
        && block.status() >= 200
        && (block.body().isEmpty() || block.body().startsWith("{"))
        && block.text().length() < LONGEST
        && !REPEATED.matcher(block.text()).find();
  }

  /** What a name stands for is said where it is bound: {@code let secret /key}. */
  private void remember(Block block) {
    for (String bound : block.all("let")) {
      String[] parts = bound.split(" ", 2);
      kinds.put(parts[0], parts.length == 1 ? "" : parts[1].replaceFirst(".*/", ""));
    }
  }

  private String example(String route, Block block) {
    ObjectNode example = Described.JSON.createObjectNode();
    example.put("route", route);
    ObjectNode parameters = example.putObject("parameters");
    String[] target = block.target().split("\\?", 2);
    parameters(route, target[0], parameters);
    if (target.length == 2) {
      for (String pair : target[1].split("&", -1)) {
        String[] parts = pair.split("=", 2);
        String value = parts.length == 1 ? "" : parts[1];
        parameters.put(parts[0], URLDecoder.decode(resolved(value), StandardCharsets.UTF_8));
      }
    }
    example.set("body", json(block.body()));
    example.put("status", block.status());
    String answer =
        block.answer().stream()
            .filter(line -> line.startsWith("<< "))
            .map(line -> line.substring(3))
            .reduce("", String::concat);
    boolean isJson = block.answer().contains("< content-type: application/json");
    example.set("answer", isJson ? json(answer) : null);
    return example.toString();
  }

  private void parameters(String route, String path, ObjectNode parameters) {
    List<String> names = List.of(route.split(" ", 2)[1].split("/", -1));
    String[] given = path.split("/", -1);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).startsWith(":")) {
        parameters.put(
            names.get(i).substring(1),
            URLDecoder.decode(resolved(given[i]), StandardCharsets.UTF_8));
      }
    }
  }

  private JsonNode json(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Described.JSON.readTree(resolved(text));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private String resolved(String text) {
    Matcher names = NAME.matcher(text);
    return names.replaceAll(
        found ->
            Matcher.quoteReplacement(
                values.computeIfAbsent(
                    found.group(), name -> value(found.group(1), found.group(2)))));
  }

  private String value(String name, String number) {
    int n = values.size() + 1;
    String kind = kinds.get(name + number);
    if (kind != null) {
      return bound(kind, n);
    }
    return switch (name) {
      case "time" ->
          "2026-11-27T12:00:00.%06dZ".formatted(number.isEmpty() ? n : Integer.parseInt(number));
      case "trace", "told" ->
          "4bf92f3577b34da6a3ce929d0e0e4736".substring(name.equals("told") ? 16 : 0);
      case "bytes", "millis", "seconds" -> "12";
      case "port" -> "8080";
      case "schemas" -> "{}";
      case "figure" -> "1.5";
      case "ledger" -> RecordedValues.LEDGER;
      case "version" -> "0.1.0";
      case "cursor" -> "WyJjcmVhdGVkQXQiLDEsIjEiXQ";
      case "admin", "writer", "reader", "hasty" -> "sk_" + name;
      default -> bound("id", n);
    };
  }

  private static String bound(String kind, int n) {
    return switch (kind) {
      case "key" -> "sk_shown-once";
      case "token" -> "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl";
      case "ticket" -> "tk_shown-once";
      case "epoch" -> "0d4c7f9a2b31";
      case "next" -> "WyJjcmVhdGVkQXQiLDEsIjEiXQ";
      default -> "01a2053c-f08d-7000-8000-%012x".formatted(n);
    };
  }
}
