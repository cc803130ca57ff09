package dev.carillon.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A migration as statements: in lower case, without comments, with one blank where there was white
 * space and one word where there was a text. What a DO block does is looked at as if it stood
 * there; the body of a function is not, because it is not run.
 *
 * @param statements in their order
 * @param comments what people are told, in one text
 */
record SqlScript(List<String> statements, String comments) {
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern BLOCK =
      Pattern.compile("\\$(\\w*)\\$(.*?)\\$\\1\\$", Pattern.DOTALL);
  private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");
  private static final Pattern MADE =
      Pattern.compile("^create (?:unlogged )?table (?:if not exists )?([\\w.\"]+)");

  SqlScript {
    statements = List.copyOf(statements);
  }

  static SqlScript of(String text) {
    String comments =
        COMMENT.matcher(text).results().map(m -> m.group()).collect(Collectors.joining("\n"));
    List<String> statements = new ArrayList<>();
    for (String statement : split(COMMENT.matcher(text).replaceAll(" "))) {
      Matcher block = BLOCK.matcher(statement);
      if (plain(statement).startsWith("do ") && block.find()) {
        split(block.group(2).replaceAll("(?i)\\b(begin|then|else|loop)\\b", ";"))
            .forEach(inner -> add(statements, inner));
      } else {
        add(statements, statement);
      }
    }
    return new SqlScript(statements, comments);
  }

  /** The tables that this script makes: nobody else has a lock on them. */
  Set<String> made() {
    return statements.stream()
        .map(MADE::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1))
        .collect(Collectors.toSet());
  }

  private static void add(List<String> statements, String statement) {
    String plain = plain(statement);
    if (!plain.isEmpty()) {
      statements.add(plain);
    }
  }

  /** At semicolons, but for those in texts and bodies. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    String covered =
        TEXT.matcher(covered(text, BLOCK)).replaceAll(m -> "x".repeat(m.group().length()));
    for (int i = covered.indexOf(';'); i >= 0; i = covered.indexOf(';', i + 1)) {
      parts.add(text.substring(from, i));
      from = i + 1;
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String covered(String text, Pattern pattern) {
    return pattern.matcher(text).replaceAll(m -> "x".repeat(m.group().length()));
  }

  private static String plain(String statement) {
    String withoutBodies = BLOCK.matcher(statement).replaceAll("body");
    return TEXT.matcher(withoutBodies)
        .replaceAll("'text'")
        .replaceAll("\\s+", " ")
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
