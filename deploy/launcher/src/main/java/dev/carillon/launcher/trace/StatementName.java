package dev.carillon.launcher.trace;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a statement does, in two or three words: neither its text nor its values. */
final class StatementName {
  private static final Pattern EFFECT =
      Pattern.compile(
          "\\b(insert\\s+into|update|delete\\s+from)\\s+(?:only\\s+)?([a-z_][a-z0-9_.]{0,60})");
  private static final Pattern SOURCE = Pattern.compile("\\bfrom\\s+([a-z_][a-z0-9_.]{0,60})");
  private static final Pattern FIRST = Pattern.compile("^\\s*([a-z]{1,20})\\b");
  private static final int LOOKED_AT = 20_000;

  private StatementName() {}

  /** Such as {@code INSERT mail}, {@code SELECT users} or {@code BEGIN}. */
  static String of(String sql) {
    String text = sql.substring(0, Math.min(LOOKED_AT, sql.length())).toLowerCase(Locale.ROOT);
    Matcher effect = EFFECT.matcher(text);
    if (effect.find()) {
      String verb = effect.group(1).substring(0, 6).toUpperCase(Locale.ROOT);
      return verb + " " + effect.group(2);
    }
    Matcher first = FIRST.matcher(text);
    String verb = first.find() ? first.group(1).toUpperCase(Locale.ROOT) : "SQL";
    Matcher source = SOURCE.matcher(text);
    boolean reads = verb.equals("SELECT") || verb.equals("WITH");
    return reads && source.find() ? "SELECT " + source.group(1) : verb;
  }
}
