package dev.carillon.e2e.recorded;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What differs from run to run, and the names it has in a recording. A value that a block binds has
 * its name wherever it comes again; other ids are numbered as they appear in the file, times as
 * they appear in an answer. A time far from now, such as one that a request holds, stays.
 */
final class Names {
  private static final Pattern NAME = Pattern.compile("\\{([a-z][a-zA-Z0-9]*)}");
  private static final Pattern REPEAT = Pattern.compile("\\{([^{}]+?)\\*(\\d+)}");
  private static final Pattern UUID =
      Pattern.compile(
          "(?<!such as )[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
              + "|\\b[0-9a-f]{32}\\b");
  private static final Pattern TIME =
      Pattern.compile("(?<!such as )\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:\\d+");
  private static final Pattern CURSOR = Pattern.compile("\"next\":\"[^\"{}]+\"");
  private static final Pattern TOLD = Pattern.compile("(?<=\"v\\d{1,9}-)[0-9a-f]{16}(?=\")");
  private static final Pattern AGE = Pattern.compile("\"ageMillis\":\\d+");

  /** Of a mail, whose Date has a day of one or two digits. */
  private static final Pattern MAIL_SIZE = Pattern.compile("\"size\":\\d+(?=,\"text\")");

  private static final Pattern VERSIONS =
      Pattern.compile("\"version\":\"[^\"]+\",\"schemas\":\\{[^}]+}");
  private static final Pattern FIGURE =
      Pattern.compile(
          "\"(mailsPerSecond|ready|oldestReadySeconds|outboxLagSeconds|sockets)\":(?:[0-9.E-]+|null)");
  private static final Pattern TOOK = Pattern.compile("longer than \\d+(\\.\\d+)? s");

  /** What is shorter may stand in an answer by chance. */
  private static final int TELLING = 12;

  private static final int TRACE_LENGTH = 32;
  private static final int VERSION_AT = 14;
  private static final Duration NEAR = Duration.ofDays(400);

  private final Map<String, String> bound = new LinkedHashMap<>();
  private final Map<String, String> ids = new HashMap<>();
  private final Instant now = Instant.now();
  private final boolean before;

  private Names(Map<String, String> bound, boolean before) {
    this.bound.putAll(bound);
    this.before = before;
  }

  /** Everything that appears is new. */
  static Names fresh(Map<String, String> bound) {
    return new Names(bound, false);
  }

  /** What is older than this moment was always there, and stands as it is. */
  static Names over(Map<String, String> bound) {
    return new Names(bound, true);
  }

  /** All that is bound. */
  Map<String, String> bound() {
    return Map.copyOf(bound);
  }

  /** From now on the value has this name. */
  void bind(String name, String value) {
    bound.put(name, value);
  }

  /** A text of a recording as it is sent: names replaced by values, {@code {x*3}} by xxx. */
  String resolved(String text) {
    String named =
        NAME.matcher(text).replaceAll(m -> quoted(bound.getOrDefault(m.group(1), m.group())));
    return REPEAT
        .matcher(named)
        .replaceAll(m -> quoted(m.group(1).repeat(Integer.parseInt(m.group(2)))));
  }

  /** A text that came, as it is recorded. */
  String recorded(String text) {
    String rest = text;
    for (Map.Entry<String, String> entry : bound.entrySet()) {
      if (entry.getValue().length() >= TELLING) {
        rest = rest.replace(entry.getValue(), "{" + entry.getKey() + "}");
      }
    }
    rest = replaced(UUID, rest, m -> isNew(m.group()) ? numbered(ids, "id", m.group()) : m.group());
    Map<String, String> times = new HashMap<>();
    rest =
        replaced(
            TIME, rest, m -> isNear(m.group()) ? numbered(times, "time", m.group()) : m.group());
    rest = PORT.matcher(rest).replaceAll("127.0.0.1:{port}");
    rest = CURSOR.matcher(rest).replaceAll("\"next\":\"{cursor}\"");
    rest = TOLD.matcher(rest).replaceAll("{told}");
    rest = VERSIONS.matcher(rest).replaceAll("\"version\":\"{version}\",\"schemas\":{schemas}");
    rest = rest.contains("\"mailsPerSecond\"") ? withoutFigures(rest) : rest;
    rest = TOOK.matcher(rest).replaceAll("longer than {seconds} s");
    rest = MAIL_SIZE.matcher(rest).replaceAll("\"size\":{bytes}");
    return AGE.matcher(rest).replaceAll("\"ageMillis\":{millis}");
  }

  /** Of an overview: what is so at this very moment. */
  private static String withoutFigures(String overview) {
    return FIGURE
        .matcher(overview)
        .replaceAll("\"$1\":{figure}")
        .replaceFirst("\"ledger\":\\{.*?},\"now\"", "\"ledger\":{ledger},\"now\"")
        .replaceFirst("\"minutes\":\\[[^]]*]", "\"minutes\":[]")
        .replaceAll("\"version\":\"[^\"]+\"", "\"version\":\"{version}\"");
  }

  private boolean isNear(String time) {
    Instant instant = Instant.parse(time);
    return Duration.between(now, instant).abs().compareTo(NEAR) < 0
        && (!before || !instant.isBefore(now));
  }

  /**
   * Ids of version 7 say when they were made; of the others only trace ids, which the older product
   * wrote as UUIDs, are new.
   */
  private boolean isNew(String id) {
    if (id.length() == TRACE_LENGTH) {
      return true;
    }
    boolean saysWhen = id.charAt(VERSION_AT) == '7';
    String millis = id.substring(0, 8) + id.substring(9, 13);
    return !before || (saysWhen && Long.parseLong(millis, 16) >= now.toEpochMilli());
  }

  private static String numbered(Map<String, String> seen, String what, String value) {
    return seen.computeIfAbsent(value, v -> "{" + what + (seen.size() + 1) + "}");
  }

  private static String replaced(
      Pattern pattern, String text, Function<MatchResult, String> replacement) {
    return pattern.matcher(text).replaceAll(m -> quoted(replacement.apply(m)));
  }

  private static String quoted(String text) {
    return java.util.regex.Matcher.quoteReplacement(text);
  }
}
