package dev.carillon.launcher.cli;

import dev.carillon.async.time.Durations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tree of tasks as a terminal shows it, after {@code python -m asyncio pstree}. */
final class TaskTreeText {
  private final List<String> lines = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** A page of {@code GET /v1/tasks?tree=true}. */
  void add(JsonObject page) {
    objects(page.getJsonArray("items")).forEach(node -> addNode(node, "", ""));
    page.getJsonArray("deadlocks").forEach(line -> note("Deadlock: " + line));
    JsonArray unanswered = page.getJsonArray("unanswered");
    if (!unanswered.isEmpty()) {
      note("Without an answer: " + unanswered.encode());
    }
  }

  /** The trees, and then what is to be said of all of them. */
  List<String> lines() {
    return Stream.concat(lines.stream(), notes.stream()).toList();
  }

  /** Each page says so of its moment; what two say alike is said once. */
  private void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  private void addNode(JsonObject node, String first, String others) {
    lines.add(first + title(node));
    List<JsonObject> children = objects(node.getJsonArray("children"));
    String detail = others + (children.isEmpty() ? "    " : "│   ");
    node.getJsonArray("holds").forEach(held -> lines.add(detail + held));
    objects(node.getJsonArray("waits")).forEach(wait -> lines.add(detail + waitText(wait)));
    for (int i = 0; i < children.size(); i++) {
      boolean last = i == children.size() - 1;
      addNode(
          children.get(i), others + (last ? "└── " : "├── "), others + (last ? "    " : "│   "));
    }
  }

  private static String title(JsonObject node) {
    JsonObject task = node.getJsonObject("task");
    String place = at(", started from ", node.getString("startedFrom"));
    return task == null
        ? node.getString("name") + place
        : node.getString("name")
            + " ("
            + task.getString("owner")
            + ", "
            + task.getString("state")
            + " "
            + Durations.text(Duration.ofMillis(task.getLong("ageMillis")))
            + ", "
            + task.getString("id")
            + place
            + ")";
  }

  private static String waitText(JsonObject wait) {
    JsonArray holders = wait.getJsonArray("heldBy");
    String held =
        holders.isEmpty()
            ? ""
            : ", held by " + String.join(", ", holders.stream().map(String::valueOf).toList());
    return "waits for " + wait.getString("what") + at(" at ", wait.getString("at")) + held;
  }

  private static String at(String before, @Nullable String place) {
    return place == null ? "" : before + place;
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }
}
