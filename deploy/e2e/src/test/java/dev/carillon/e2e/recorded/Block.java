package dev.carillon.e2e.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One piece of a recording: what is said about it, what is done ({@code +}), the request ({@code >}
 * its line and headers, {@code >>} its body) and the answer ({@code <}, {@code <<}).
 *
 * @param comments lines that begin with {@code #}
 * @param directives what the player does before or after, without the {@code +}
 * @param request line and headers
 * @param body of the request, empty for none
 * @param answer as recorded, with its marks
 */
record Block(
    List<String> comments,
    List<String> directives,
    List<String> request,
    String body,
    List<String> answer) {

  /** The blocks of a recording: an empty line ends one. */
  static List<Block> parse(String text) {
    List<Block> blocks = new ArrayList<>();
    for (String part : text.split("\n{2,}", -1)) {
      if (!part.isBlank()) {
        blocks.add(one(part));
      }
    }
    return blocks;
  }

  private static Block one(String part) {
    List<String> comments = new ArrayList<>();
    List<String> directives = new ArrayList<>();
    List<String> request = new ArrayList<>();
    List<String> answer = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    for (String line : part.strip().lines().toList()) {
      switch (line.charAt(0)) {
        case '#' -> comments.add(line);
        case '+' -> directives.add(line.substring(2));
        case '<' -> answer.add(line);
        case '>' -> {
          if (line.startsWith(">> ")) {
            body.append(line.substring(3));
          } else {
            request.add(line.substring(2));
          }
        }
        default -> throw new IllegalArgumentException("Not a line of a recording: " + line);
      }
    }
    return new Block(comments, directives, request, body.toString(), answer);
  }

  /** The same with another answer. */
  Block answered(List<String> other) {
    return new Block(comments, directives, request, body, other);
  }

  /** What a directive of this name is given, or null without one. */
  String directive(String name) {
    return all(name).stream().findFirst().orElse(null);
  }

  /** What every directive of this name is given. */
  List<String> all(String name) {
    return directives.stream()
        .filter(d -> d.equals(name) || d.startsWith(name + " "))
        .map(d -> d.substring(name.length()).strip())
        .toList();
  }

  boolean hasRequest() {
    return !request.isEmpty();
  }

  /** Such as GET. */
  String method() {
    return request.get(0).split(" ", -1)[0];
  }

  /** Path and query as they are written. */
  String target() {
    return request.get(0).split(" ", -1)[1];
  }

  /** The headers that are written, by name in lower case. */
  Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>();
    for (String line : request.subList(1, request.size())) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    return headers;
  }

  /** The recorded status, 0 without an answer. */
  int status() {
    return answer.isEmpty() ? 0 : Integer.parseInt(answer.get(0).substring(2));
  }

  /** As it stands in the file. */
  String text() {
    StringBuilder text = new StringBuilder();
    comments.forEach(line -> text.append(line).append('\n'));
    directives.forEach(line -> text.append("+ ").append(line).append('\n'));
    request.forEach(line -> text.append("> ").append(line).append('\n'));
    if (!body.isEmpty()) {
      text.append(">> ").append(body).append('\n');
    }
    answer.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
