package dev.carillon.e2e.recorded;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values in the places of a recording that differ from run to run. */
final class RecordedValues {
  private static final Pattern NAME = Pattern.compile("\\{([a-z][a-zA-Z]*)\\d*}");
  private static final String SOME_ID = "01a2053c-f08d-7000-9f43-db727cead178";

  static final String LEDGER =
      "{\"accepted\":2,\"states\":{\"sent\":2},\"told\":2,\"lost\":0,\"doubled\":0,\"balanced\":true}";

  private RecordedValues() {}

  static String filledIn(String text) {
    return NAME.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
  }

  private static String value(String name) {
    return switch (name) {
      case "time" -> "2026-11-27T12:00:00.000001Z";
      case "bytes", "millis", "seconds" -> "12";
      case "port" -> "8080";
      case "schemas" -> "{}";
      case "figure" -> "1.5";
      case "ledger" -> LEDGER;
      default -> SOME_ID;
    };
  }
}
