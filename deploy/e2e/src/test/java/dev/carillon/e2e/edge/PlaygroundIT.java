package dev.carillon.e2e.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The guide's paths, and the registry of tasks, against {@code carillon up --debug}. */
@WithUp("CARILLON_DEBUG=on")
class PlaygroundIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path PAGE = Path.of("../docs/playground.md");

  /** A command of the page and what it says that the answer is. */
  private record Shown(String command, String answer) {}

  @AfterAll
  static void stop(Up up) {
    up.process().stop();
    assertThat(up.process().output()).contains("Debug: no leaks");
  }

  private final Up up;

  PlaygroundIT(Up up) {
    this.up = up;
  }

  @TestFactory
  Stream<DynamicTest> theCommandsOfThePageAnswerAsItSays() throws IOException {
    List<Shown> shown = playground();
    assertThat(shown).hasSizeGreaterThanOrEqualTo(11);
    return shown.stream().map(s -> DynamicTest.dynamicTest(s.command(), () -> check(s)));
  }

  private void check(Shown shown) throws Exception {
    assumeTrue(isThere("curl"), "curl is not on the PATH");
    String command = shown.command().replace("127.0.0.1:8080", "127.0.0.1:" + up.port());
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
    builder.environment().put("KEY", up.key());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String pattern =
        Stream.of(shown.answer().split("\\.\\.\\.", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    assertThat(output.strip()).matches(Pattern.compile(pattern, Pattern.DOTALL));
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The commands of the page; comments below a command are its answer. */
  private static List<Shown> playground() throws IOException {
    String section = Files.readString(PAGE).split("## The playground", -1)[1].split("```", -1)[1];
    List<Shown> all = new ArrayList<>();
    for (String part : section.split("\n\n", -1)) {
      List<String> lines = part.lines().filter(l -> !l.isBlank() && !l.equals("sh")).toList();
      int begin = 0;
      while (lines.get(begin).startsWith("#")) {
        begin++;
      }
      int end = begin;
      while (!lines.get(end).startsWith("#")) {
        end++;
      }
      String answer =
          lines.subList(end, lines.size()).stream()
              .map(l -> l.substring(2))
              .collect(Collectors.joining("\n"));
      all.add(new Shown(String.join("\n", lines.subList(begin, end)), answer.replace(",\n ", ",")));
    }
    return all;
  }

  @Test
  void severalAtOnceAreUnderWayTogetherAndFailEachForItself() throws Exception {
    CompletableFuture<Client.Answer> asked =
        CompletableFuture.supplyAsync(() -> up.client().get("/parallel"));
    Await.until(
        LIMIT,
        () -> "two answers waited for at the same time",
        () -> {
          JsonObject task = find("fetch 4 at once");
          return task != null
              && task.getJsonArray("waitsFor").stream()
                      .filter(w -> w.toString().startsWith("the answer of"))
                      .count()
                  >= 2;
        });
    JsonArray results =
        asked.get(60, TimeUnit.SECONDS).hasStatus(200).json().getJsonArray("results");
    assertThat(results.stream().map(r -> ((JsonObject) r).getBoolean("success")))
        .containsExactly(true, true, true, false);
  }

  /** The first piece is there while the task still runs: nothing is collected before it is sent. */
  @Test
  void aStreamSendsItsPiecesAsTheyCome() throws Exception {
    try (Leaver reader = Leaver.ask(up, "/stream")) {
      byte[] head = new byte[4096];
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf("Chunk 0") < 0) {
        int read = reader.socket().getInputStream().read(head);
        seen.append(new String(head, 0, read, StandardCharsets.UTF_8));
      }
      assertThat(seen).doesNotContain("Chunk 9");
      assertThat(find("stream")).isNotNull();
    }
  }

  @Test
  void aClientThatLeavesCancelsWhatItStarted() {
    for (String path : List.of("/delay/20", "/parallel", "/stream")) {
      String name =
          switch (path) {
            case "/delay/20" -> "delay of 20 s";
            case "/stream" -> "stream";
            default -> "fetch 4 at once";
          };
      try (Leaver leaver = Leaver.ask(up, path)) {
        Await.until(LIMIT, () -> name + " to be listed", () -> find(name) != null);
      }
      JsonObject task = found.get(name);
      Await.until(
          LIMIT,
          () -> name + " to be cancelled",
          () -> state(task.getString("id")).equals("cancelled"));
    }
  }

  private final Map<String, JsonObject> found = new HashMap<>();

  private JsonObject find(String name) {
    for (Object each : up.client().get("/v1/tasks?limit=200").hasStatus(200).items()) {
      JsonObject task = (JsonObject) each;
      if (task.getString("name").equals(name) && task.getString("state").equals("running")) {
        found.put(name, task);
        return task;
      }
    }
    return null;
  }

  private String state(String id) {
    return up.client().get("/v1/tasks/" + id).hasStatus(200).json().getString("state");
  }

  @Test
  void aTaskIsListedWithWhatItWaitsForAndCancelledByItsId() {
    try (Leaver leaver = Leaver.ask(up, "/delay/19")) {
      Await.until(
          LIMIT,
          () -> "the task, and that it waits",
          () -> {
            JsonObject seen = find("delay of 19 s");
            return seen != null && !seen.getJsonArray("waitsFor").isEmpty();
          });
      JsonObject task = found.get("delay of 19 s");
      assertThat(task.getString("owner")).isEqualTo("admin");
      assertThat(task.getJsonArray("waitsFor")).containsExactly("the end of 19 s");
      assertThat(task.getString("startedFrom")).contains("PlaygroundRoutes.delay");
      JsonObject cancelled =
          up.client().send("DELETE", "/v1/tasks/" + task.getString("id"), "").hasStatus(200).json();
      assertThat(cancelled.getString("state")).isEqualTo("cancelled");
      assertThat(cancelled.getString("failure")).isEqualTo("cancelled by admin");
      up.client().send("DELETE", "/v1/tasks/" + task.getString("id"), "").hasStatus(200);
    }
  }

  @Test
  void aPartOfAServiceIsListedAndNotToBeCancelled() {
    Await.until(LIMIT, () -> "the claim", () -> find("mail claim") != null);
    JsonObject relay = find("mail claim");
    assertThat(relay.getBoolean("cancellable")).isFalse();
    up.client().send("DELETE", "/v1/tasks/" + relay.getString("id"), "").hasStatus(409);
    up.client().get("/v1/tasks/01a2053c-f08d-7000-9f43-db727cead178").hasStatus(404);
  }

  @Test
  void aClosedWebSocketCancelsItsTasks() {
    JsonObject task;
    try (Client.Socket socket = up.client().webSocket("carillon.v1.json")) {
      Await.until(LIMIT, () -> "the wait for hello", () -> find("wait for hello") != null);
      task = found.get("wait for hello");
      assertThat(task.getString("owner")).isEqualTo("admin");
    }
    Await.until(LIMIT, () -> "its end", () -> state(task.getString("id")).equals("cancelled"));
  }

  @Test
  void badInputNamesItsParameter() {
    refused("/delay/21", "seconds");
    refused("/delay/soon", "seconds");
    refused("/hello?nam=Ada", "nam");
    refused("/fetch?url=http://example.org/", "url");
    refused("/fetch?url=http://127.0.0.1:" + up.port() + "/livez", "url");
    refused("/fetch?url=file:///etc/passwd", "url");
    refused("/hello?name=", "name");
    refused("/parallel?urls=http://127.0.0.1:1/,x", "urls");
    assertThat(pointer(up.client().post("/send-notification?message=Hi", null))).isEqualTo("email");
    assertThat(pointer(up.client().post("/send-notification?email=a@b.c", null)))
        .isEqualTo("message");
    assertThat(pointer(up.client().post("/send-email", "{\"subject\":\"S\",\"message\":\"M\"}")))
        .isEqualTo("/email");
    Client.Answer misspelt =
        up.client().post("/send-email", "{\"email\":\"a@b.c\",\"subject\":\"S\",\"text\":\"T\"}");
    assertThat(misspelt.hasStatus(400).json().getJsonArray("errors").encode())
        .contains("/message")
        .contains("/text");
  }

  private void refused(String path, String parameter) {
    assertThat(pointer(up.client().get(path))).isEqualTo(parameter);
  }

  private static String pointer(Client.Answer answer) {
    return answer
        .hasStatus(400)
        .json()
        .getJsonArray("errors")
        .getJsonObject(0)
        .getString("pointer");
  }

  @Test
  void theKeyIsNeeded() {
    assertThat(new Client(up.port(), null).get("/").status()).isEqualTo(401);
    assertThat(new Client(up.port(), null).get("/parallel").status()).isEqualTo(401);
  }

  /** Asks, and leaves before the answer. */
  private record Leaver(Socket socket) implements AutoCloseable {
    static Leaver ask(Up up, String path) {
      try {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), up.port());
        String request =
            "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + up.key()
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return new Leaver(socket);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
