package dev.carillon.launcher.cli;

import dev.carillon.launcher.embedded.LaunchFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon tasks}: what runs in the background of every node, and an end to it. */
@Command(
    name = "tasks",
    mixinStandardHelpOptions = true,
    description = "Lists the background tasks of all nodes, or cancels one.")
final class TasksCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int OK = 200;

  @Option(names = "--url", description = "The API (default: ${DEFAULT-VALUE}).")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--key-file",
      description = "A file that holds an admin's key (default: ${DEFAULT-VALUE}).")
  private Path keyFile = Path.of(".carillon", "admin.key");

  @Option(names = "--cancel", paramLabel = "ID", description = "Cancels this task.")
  private @Nullable UUID cancel;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    if (cancel != null) {
      print(ask("DELETE", "/v1/tasks/" + cancel));
      return 0;
    }
    String next = "";
    while (next != null) {
      JsonObject page = ask("GET", "/v1/tasks?limit=200" + next);
      page.getJsonArray("items").forEach(task -> print((JsonObject) task));
      JsonArray unanswered = page.getJsonArray("unanswered");
      if (!unanswered.isEmpty()) {
        out.println("Without an answer: " + unanswered.encode());
      }
      String cursor = page.getString("next");
      next = cursor == null ? null : "&cursor=" + cursor;
    }
    return 0;
  }

  private void print(JsonObject task) {
    out.printf(
        Locale.ROOT,
        "%s  %-10s %8.1f s  %-24s %-16s %s%n",
        task.getString("id"),
        task.getString("state"),
        task.getLong("ageMillis") / 1e3,
        task.getString("name"),
        task.getString("owner"),
        waitsFor(task.getJsonArray("waitsFor")));
  }

  private static String waitsFor(JsonArray what) {
    return what.isEmpty()
        ? ""
        : what.stream().map(String::valueOf).collect(Collectors.joining(", ", "waits for ", ""));
  }

  private JsonObject ask(String method, String path) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(url.resolve(path))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .header("Authorization", "Bearer " + Files.readString(keyFile).strip())
                  .timeout(LIMIT)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != OK) {
        throw new LaunchFailure(
            url + path + " answered " + response.statusCode() + ": " + response.body());
      }
      return new JsonObject(response.body());
    } catch (IOException e) {
      throw new LaunchFailure(url + " cannot be asked: " + e, e);
    }
  }
}
