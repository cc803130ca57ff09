package dev.carillon.gateway.peer;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that the headers of proxies name, from the client's to the last proxy's, without
 * ports. What is no address, such as {@code unknown}, stays as it is written.
 */
final class Forwarded {
  private static final Pattern FOR =
      Pattern.compile("(?:^|[;,])\\s*for\\s*=\\s*(\"[^\"]*\"|[^;,\\s]*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PROTO =
      Pattern.compile("(?:^|[;,])\\s*proto\\s*=\\s*\"?([a-z]+)\"?", Pattern.CASE_INSENSITIVE);

  private Forwarded() {}

  /** Of {@code Forwarded} (RFC 7239). */
  static List<String> standard(List<String> lines) {
    return lines.stream()
        .flatMap(line -> FOR.matcher(line).results())
        .map(found -> withoutPort(found.group(1).replace("\"", "")))
        .toList();
  }

  /** Of {@code X-Forwarded-For}. */
  static List<String> usual(List<String> lines) {
    return lines.stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(String::strip)
        .map(Forwarded::withoutPort)
        .toList();
  }

  /** Whether the nearest proxy was asked over TLS. */
  static boolean isHttps(@Nullable String usual, List<String> standard) {
    Stream<String> said =
        usual == null
            ? standard.stream()
                .flatMap(line -> PROTO.matcher(line).results())
                .map((MatchResult found) -> found.group(1))
            : Stream.of(usual.strip());
    return said.reduce((first, last) -> last).filter("https"::equalsIgnoreCase).isPresent();
  }

  private static String withoutPort(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? text : text.substring(1, end);
    }
    int colon = text.indexOf(':');
    return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }
}
