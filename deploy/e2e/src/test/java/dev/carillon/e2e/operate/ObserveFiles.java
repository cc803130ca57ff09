package dev.carillon.e2e.operate;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alerts and the dashboard that lie in {@code deploy/observe}, and what they ask for. */
final class ObserveFiles {
  static final Path ALERTS = Path.of("../observe/alerts.yml").toAbsolutePath().normalize();
  static final Path PROMETHEUS = Path.of("../observe/prometheus.yml").toAbsolutePath().normalize();
  static final Path CASES = Path.of("../observe/alerts.test.yml").toAbsolutePath().normalize();
  private static final Path DASHBOARD = Path.of("../observe/grafana.json");

  private static final Pattern METRIC =
      Pattern.compile("\\b((?:carillon|jvm|process|vertx)_[a-z0-9_]+)(?:\\{([^}]*)\\})?");
  private static final Pattern EQUAL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** A metric that a query names, and a label with the one value that it must have. */
  record Asked(String metric, String label, String value) {}

  /** An alert. */
  record Alert(String name, String expression, String runbook) {}

  private ObserveFiles() {}

  static List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    Matcher each =
        Pattern.compile("(?s)- alert: (\\w+)\n\\s+expr: ([^\n]+)\n.*?runbook: (\\S+)")
            .matcher(read(ALERTS));
    while (each.find()) {
      alerts.add(new Alert(each.group(1), each.group(2), each.group(3)));
    }
    return alerts;
  }

  /** The queries of the dashboard. */
  static List<String> queries() {
    List<String> queries = new ArrayList<>();
    new JsonObject(read(DASHBOARD))
        .getJsonArray("panels").stream()
            .map(JsonObject.class::cast)
            .filter(panel -> panel.containsKey("targets"))
            .flatMap(panel -> panel.getJsonArray("targets").stream())
            .forEach(target -> queries.add(((JsonObject) target).getString("expr")));
    return queries;
  }

  /** What a query names; label and value are null where it wants any. */
  static List<Asked> asked(String query) {
    List<Asked> asked = new ArrayList<>();
    Matcher each = METRIC.matcher(query);
    while (each.find()) {
      asked.add(new Asked(each.group(1), null, null));
      Matcher label = EQUAL.matcher(each.group(2) == null ? "" : each.group(2));
      while (label.find()) {
        asked.add(new Asked(each.group(1), label.group(1), label.group(2)));
      }
    }
    return asked;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
