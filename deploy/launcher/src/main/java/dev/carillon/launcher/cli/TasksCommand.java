package dev.carillon.launcher.cli;

import dev.carillon.async.time.Durations;
import dev.carillon.launcher.cli.api.ApiCall;
import dev.carillon.launcher.cli.api.ApiOptions;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon tasks}: lists the background tasks of every node, or cancels one. */
@Command(
    name = "tasks",
    mixinStandardHelpOptions = true,
    description = "Lists the background tasks of all nodes, or cancels one.")
final class TasksCommand implements Callable<Integer> {
  private static final String LINE = "%-36s  %-10s %10s  %-24s %-10s %s%n";

  @Mixin private final ApiOptions api;

  @Option(names = "--cancel", paramLabel = "ID", description = "Cancels this task.")
  private @Nullable UUID cancel;

  @Option(names = "--tree", description = "Shows what runs inside of what, and who waits for whom.")
  private boolean tree;

  @Option(names = "--json", description = "Each task, or tree, is a line of JSON.")
  private boolean json;

  private final PrintStream out;
  private final PrintStream err;

  TasksCommand(Terminal terminal) {
    this.api = new ApiOptions(terminal);
    this.out = terminal.out();
    this.err = terminal.err();
  }

  @Override
  public Integer call() throws Exception {
    if (cancel != null) {
      show(ask("DELETE", "/v1/tasks/" + cancel));
      return 0;
    }
    if (tree && !json) {
      printTree();
      return 0;
    }
    String next = "";
    while (next != null) {
      JsonObject page = ask("GET", "/v1/tasks?limit=200" + (tree ? "&tree=true" : "") + next);
      if (next.isEmpty() && !json) {
        out.printf(
            LINE, "ID", "STATE", "AGE", "NAME", "OWNER", "WAITS FOR, STARTED FROM (with --debug)");
      }
      page.getJsonArray("items").forEach(task -> show((JsonObject) task));
      JsonArray unanswered = page.getJsonArray("unanswered");
      if (!unanswered.isEmpty()) {
        (json ? err : out).println("No answer from: " + unanswered.encode());
      }
      String cursor = page.getString("next");
      next = cursor == null ? null : "&cursor=" + cursor;
    }
    return 0;
  }

  private void printTree() throws InterruptedException {
    TreeText text = new TreeText();
    String next = "";
    while (next != null) {
      JsonObject page = ask("GET", "/v1/tasks?tree=true&limit=200" + next);
      text.add(page);
      String cursor = page.getString("next");
      next = cursor == null ? null : "&cursor=" + cursor;
    }
    text.lines().forEach(out::println);
  }

  private void show(JsonObject task) {
    if (json) {
      out.println(task.encode());
    } else {
      print(task);
    }
  }

  private void print(JsonObject task) {
    out.printf(
        LINE,
        task.getString("id"),
        task.getString("state"),
        Durations.text(Duration.ofMillis(task.getLong("ageMillis"))),
        task.getString("name"),
        task.getString("owner"),
        details(task));
  }

  private static String details(JsonObject task) {
    return Stream.concat(
            task.getJsonArray("waitsFor").stream(),
            Stream.of("startedFrom", "failure").map(task::getString))
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .collect(Collectors.joining("; "));
  }

  private JsonObject ask(String method, String path) throws InterruptedException {
    return new ApiCall(api).ask(method, path, null);
  }

  /** The tree of tasks as a terminal shows it, after {@code python -m asyncio pstree}. */
  static final class TreeText {
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
}
