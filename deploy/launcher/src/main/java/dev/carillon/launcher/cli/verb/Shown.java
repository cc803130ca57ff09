package dev.carillon.launcher.cli.verb;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers as people read them. */
final class Shown {
  private static final int WIDEST = 48;

  private final PrintStream out;
  private final List<String> columns;
  private int[] widths = new int[0];

  /** Prints to {@code out}; a table has these columns. */
  Shown(PrintStream out, List<String> columns) {
    this.out = out;
    this.columns = columns;
  }

  /** A page of a table; the first one decides how wide columns are. */
  void page(List<JsonObject> items) {
    List<List<String>> lines = new ArrayList<>();
    if (widths.length == 0) {
      lines.add(columns.stream().map(Shown::title).toList());
    }
    items.forEach(item -> lines.add(columns.stream().map(column -> cell(item, column)).toList()));
    if (widths.length == 0) {
      widths = new int[columns.size()];
      for (List<String> line : lines) {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], line.get(i).length());
        }
      }
    }
    lines.forEach(this::print);
  }

  private void print(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).append(" ".repeat(Math.max(0, widths[i] - cells.get(i).length())));
      line.append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  private static String title(String column) {
    String name = column.substring(column.lastIndexOf('.') + 1);
    return name.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
  }

  private static String cell(JsonObject item, String column) {
    Object value = item;
    for (String name : column.split("\\.", -1)) {
      value = value instanceof JsonObject object ? object.getValue(name) : null;
    }
    String text = text(value);
    return text.length() > WIDEST ? text.substring(0, WIDEST - 1) + "…" : text;
  }

  /** One thing: a line for each value, lines of their own for those of a list. */
  void one(JsonObject thing) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    flatten("", thing, lines);
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    lines.forEach(
        (name, values) -> {
          String begin = name + " ".repeat(width - name.length() + 2);
          for (String value : values) {
            out.println((begin + value).stripTrailing());
            begin = " ".repeat(width + 2);
          }
        });
  }

  private static void flatten(String prefix, JsonObject thing, Map<String, List<String>> lines) {
    for (Map.Entry<String, Object> member : thing) {
      String name = prefix + member.getKey();
      switch (member.getValue()) {
        case JsonObject object when !object.isEmpty() -> flatten(name + ".", object, lines);
        case JsonArray array when !array.isEmpty() ->
            lines.put(name, array.stream().map(Shown::text).toList());
        case String text -> lines.put(name, text.lines().map(Shown::clean).toList());
        case null, default -> lines.put(name, List.of(text(member.getValue())));
      }
    }
  }

  private static String text(@Nullable Object value) {
    return clean(
        switch (value) {
          case null -> "-";
          case JsonObject object -> object.encode();
          case JsonArray array -> array.stream().map(Shown::text).collect(Collectors.joining(" "));
          default -> value.toString();
        });
  }

  /** What others wrote does not move the cursor of a terminal. */
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
