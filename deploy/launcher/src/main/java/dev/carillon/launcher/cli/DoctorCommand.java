package dev.carillon.launcher.cli;

import dev.carillon.launcher.cli.api.ApiCall;
import dev.carillon.launcher.cli.api.ApiOptions;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon doctor}: how the processes of a cluster reach one another. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Says how the processes reach one another, and what is wrong, a sentence for each trouble.",
      "The status is 0 if all is well, else 1."
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private final ApiOptions api;

  @Option(names = "--json", description = "Prints the answer of GET /v1/cluster instead.")
  private boolean json;

  private final PrintStream out;

  DoctorCommand(Terminal terminal) {
    this.api = new ApiOptions(terminal);
    this.out = terminal.out();
  }

  @Override
  public Integer call() throws InterruptedException {
    JsonObject report = new ApiCall(api).ask("GET", "/v1/cluster", null);
    if (json) {
      out.println(report.encodePrettily());
    } else {
      print(report);
    }
    return report.getBoolean("whole") ? 0 : 1;
  }

  private void print(JsonObject report) {
    List<JsonObject> links = objects(report.getJsonArray("links"));
    for (JsonObject node : objects(report.getJsonArray("nodes"))) {
      out.printf("%-24s %s%n", node.getString("name"), about(node));
      links.stream()
          .filter(link -> link.getString("from").equals(node.getString("name")))
          .forEach(link -> out.println("  " + way(link)));
    }
    for (JsonObject restored : objects(report.getJsonArray("restored"))) {
      out.printf(
          "Put back at %s: the registration of %s at %s%n",
          restored.getString("at"), restored.getString("node"), restored.getString("address"));
    }
    out.println();
    report.getJsonArray("troubles").forEach(trouble -> out.println("- " + trouble));
    if (report.getBoolean("whole")) {
      out.println("All is well.");
    }
  }

  private static String about(JsonObject node) {
    if (!node.getBoolean("answers")) {
      return "does not answer";
    }
    String schemas =
        node.getJsonObject("schemas").stream()
            .map(e -> ", schema " + e.getKey() + " " + e.getValue())
            .sorted()
            .collect(Collectors.joining());
    JsonObject clock = node.getJsonObject("clock");
    String ahead =
        clock == null
            ? ""
            : String.format(
                Locale.ROOT,
                ", clock %+.1f ms (within %.1f ms)",
                clock.getDouble("aheadMillis"),
                clock.getDouble("uncertaintyMillis"));
    return node.getJsonArray("services").stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", "))
        + ", version "
        + node.getString("version")
        + schemas
        + ahead;
  }

  private static String way(JsonObject link) {
    Double latency = link.getDouble("latencyMillis");
    return "to "
        + link.getString("to")
        + ": "
        + (link.getBoolean("ok")
            ? latency == null ? "not asked yet" : String.format(Locale.ROOT, "%.1f ms", latency)
            : "no answer since " + link.getString("since"));
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }
}
