package dev.carillon.launcher.cli;

import dev.carillon.async.time.Durations;
import dev.carillon.embedded.LaunchFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
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
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final String LINE = "%-36s  %-10s %10s  %-24s %-10s %s%n";

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(names = "--cancel", paramLabel = "ID", description = "Cancels this task.")
  private @Nullable UUID cancel;

  @Option(names = "--tree", description = "Shows what runs inside of what, and who waits for whom.")
  private boolean tree;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    if (cancel != null) {
      print(ask("DELETE", "/v1/tasks/" + cancel));
      return 0;
    }
    if (tree) {
      printTree();
      return 0;
    }
    out.printf(
        LINE, "ID", "STATE", "AGE", "NAME", "OWNER", "WAITS FOR, STARTED FROM (with --debug)");
    String next = "";
    while (next != null) {
      JsonObject page = ask("GET", "/v1/tasks?limit=200" + next);
      page.getJsonArray("items").forEach(task -> print((JsonObject) task));
      JsonArray unanswered = page.getJsonArray("unanswered");
      if (!unanswered.isEmpty()) {
        out.println("No answer from: " + unanswered.encode());
      }
      String cursor = page.getString("next");
      next = cursor == null ? null : "&cursor=" + cursor;
    }
    return 0;
  }

  private void printTree() throws InterruptedException {
    TaskTreeText text = new TaskTreeText();
    String next = "";
    while (next != null) {
      JsonObject page = ask("GET", "/v1/tasks?tree=true&limit=200" + next);
      text.add(page);
      String cursor = page.getString("next");
      next = cursor == null ? null : "&cursor=" + cursor;
    }
    text.lines().forEach(out::println);
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
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(api.url().resolve(path))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .header("Authorization", "Bearer " + api.key())
                  .timeout(LIMIT)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonObject answer = new JsonObject(response.body());
      if (response.statusCode() != OK) {
        throw new LaunchFailure(response.statusCode() + ": " + answer.getString("detail"));
      }
      return answer;
    } catch (IOException | DecodeException e) {
      throw new LaunchFailure(
          api.url() + " is not a Carillon API (" + e + "); set its address with --url or --port",
          e);
    }
  }
}
