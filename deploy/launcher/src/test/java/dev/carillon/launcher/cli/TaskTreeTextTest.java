package dev.carillon.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class TaskTreeTextTest {
  private static JsonObject node(String name, JsonArray waits, JsonArray holds, Object... inside) {
    return new JsonObject()
        .put("name", name)
        .put("startedFrom", null)
        .put("waits", waits)
        .put("holds", holds)
        .put("children", JsonArray.of(inside));
  }

  private static JsonObject wait(String what, String at, Object... holders) {
    return new JsonObject().put("what", what).put("at", at).put("heldBy", JsonArray.of(holders));
  }

  @Test
  void whatRunsInsideStandsBelowAndEachSaysWhomItWaitsFor() {
    JsonObject task =
        new JsonObject()
            .put("owner", "ada")
            .put("state", "running")
            .put("ageMillis", 1_500)
            .put("id", "7");
    JsonObject first =
        node("first", JsonArray.of(wait("lock books", "A.b(A.java:3)", "bob")), new JsonArray());
    JsonObject second = node("second", JsonArray.of(wait("time", null)), new JsonArray());
    JsonObject page =
        new JsonObject()
            .put(
                "items",
                JsonArray.of(
                    node("export", new JsonArray(), JsonArray.of("holds lock desk"), first, second)
                        .put("task", task)))
            .put("deadlocks", JsonArray.of("first waits for bob"))
            .put("unanswered", JsonArray.of("node-2"));
    TasksCommand.TreeText text = new TasksCommand.TreeText();
    text.add(page);
    text.add(page.copy().put("items", new JsonArray()));
    assertThat(text.lines())
        .containsExactly(
            "export (ada, running 1.5 s, 7)",
            "│   holds lock desk",
            "├── first",
            "│       waits for lock books at A.b(A.java:3), held by bob",
            "└── second",
            "        waits for time",
            "Deadlock: first waits for bob",
            "Without an answer: [\"node-2\"]");
  }
}
