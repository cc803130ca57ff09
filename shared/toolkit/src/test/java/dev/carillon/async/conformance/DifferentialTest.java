package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs of tasks over locks, semaphores, queues, events, conditions, barriers, groups,
 * time-outs and cancellations run in CPython's asyncio and on this toolkit, both in virtual time:
 * the same must happen at the same moments. What it does not compare: the order of several that are
 * woken at one moment, and two tasks that act at the very same moment.
 */
class DifferentialTest {
  private static final int PROGRAMS = 400;
  private static final int TASKS = 5;
  private static final int OPS = 14;
  private static final List<String> KINDS =
      List.of(
          "acquire",
          "acquire",
          "release",
          "release",
          "permit",
          "permit",
          "return",
          "put",
          "put",
          "get",
          "get",
          "done",
          "join",
          "set",
          "clear",
          "wait",
          "condition",
          "condition",
          "notify",
          "barrier",
          "cancel",
          "cancel",
          "within",
          "group",
          "gather",
          "shield");

  @TempDir Path folder;

  @Test
  void theSameProgramDoesTheSameInAsyncio() throws Exception {
    assumeTrue(isPythonThere(), "no python3 of version 3.11 or newer is on the PATH");
    List<JsonObject> programs = new ArrayList<>();
    for (int seed = 0; seed < PROGRAMS; seed++) {
      programs.add(program(seed));
    }
    JsonArray theirs = inAsyncio(programs);
    int events = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      List<String> expected =
          momentByMoment(theirs.getJsonArray(seed).stream().map(String::valueOf).toList());
      List<String> ours = momentByMoment(new Program(programs.get(seed), seed % 2 == 0).run());
      assertThat(ours).as("seed %s: %s", seed, programs.get(seed).encode()).isEqualTo(expected);
      events += expected.size();
    }
    assertThat(events).as("things that happened").isGreaterThan(15_000);
  }

  /** The order within one moment is the interpreter's own affair. */
  private static List<String> momentByMoment(List<String> trace) {
    return trace.stream()
        .collect(
            Collectors.groupingBy(
                line -> Integer.parseInt(line.substring(0, line.indexOf(' '))),
                java.util.TreeMap::new,
                Collectors.toList()))
        .values()
        .stream()
        .flatMap(moment -> moment.stream().sorted())
        .toList();
  }

  private static JsonObject program(int seed) {
    Random random = new Random(seed);
    JsonArray tasks = new JsonArray();
    for (int task = 0; task < TASKS; task++) {
      JsonArray ops = new JsonArray();
      for (int i = 0; i < OPS; i++) {
        ops.add(op(random, task * OPS + i));
      }
      tasks.add(ops);
    }
    return new JsonObject().put("tasks", tasks);
  }

  private static JsonObject op(Random random, int item) {
    String kind = KINDS.get(random.nextInt(KINDS.size()));
    JsonObject op = new JsonObject().put("op", kind);
    if (random.nextInt(3) > 0) {
      op.put("limit", TASKS * (1 + random.nextInt(8)));
    }
    return switch (kind) {
      case "acquire", "release" -> op.put("which", random.nextInt(2));
      case "put" -> op.put("which", random.nextInt(3)).put("item", item);
      case "get", "done", "join" -> op.put("which", random.nextInt(3));
      case "notify" -> op.put("item", 1 + random.nextInt(3));
      case "cancel" -> op.put("which", random.nextInt(TASKS));
      // Never exactly as long as its limit.
      case "within", "shield" ->
          op.put("item", 2 * random.nextInt(4)).put("limit", oddLimit(random));
      case "group", "gather" -> op.put("children", children(random));
      default -> op;
    };
  }

  private static int oddLimit(Random random) {
    return TASKS * (1 + 2 * random.nextInt(4));
  }

  private static JsonArray children(Random random) {
    JsonArray children = new JsonArray();
    for (int i = 1; i <= 3; i++) {
      if (random.nextBoolean()) {
        children.add(new JsonObject().put("after", i).put("fails", random.nextInt(4) == 0));
      }
    }
    return children;
  }

  private static boolean isPythonThere() {
    try {
      return new ProcessBuilder("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 11))")
              .start()
              .waitFor()
          == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private JsonArray inAsyncio(List<JsonObject> programs) throws Exception {
    Path input = Files.writeString(folder.resolve("programs"), new JsonArray(programs).encode());
    Path script = folder.resolve("differential.py");
    try (InputStream resource = DifferentialTest.class.getResourceAsStream("/differential.py")) {
      Files.copy(resource, script);
    }
    Process python =
        new ProcessBuilder("python3", script.toString())
            .redirectInput(input.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).isZero();
    return new JsonArray(output);
  }
}
