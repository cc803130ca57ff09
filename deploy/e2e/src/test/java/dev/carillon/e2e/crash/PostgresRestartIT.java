package dev.carillon.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.process.PostgresControl;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL restarted {@code immediate} twenty times under load: what was acknowledged is there,
 * and every request gets an answer before its client gives up, which is a moment after the
 * request's own deadline.
 */
class PostgresRestartIT {
  private static final int RESTARTS = 20;
  private static final int WRITERS = 6;
  private static final int ANSWERS_BETWEEN = 60;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> tried = new ConcurrentHashMap<>();
  private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
  private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger number = new AtomicInteger();
  private volatile boolean enough;

  @Test
  void everyAcknowledgedWriteIsThereAndEveryRequestIsAnswered() {
    try (Up up = Up.start(folder.resolve("data"), Map.of("CARILLON_WELCOME", "off"))) {
      PostgresControl server = EmbeddedServer.of(up);
      Client client = up.client();
      try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
        for (int i = 0; i < WRITERS; i++) {
          writers.execute(() -> write(client));
        }
        try {
          for (int i = 0; i < RESTARTS; i++) {
            int before = answers.get();
            int made = names.size(); // refusals come fast while it is away, and prove nothing
            Await.until(
                LIMIT,
                () -> "answers between two restarts, statuses " + statuses,
                () -> answers.get() > before + ANSWERS_BETWEEN && names.size() > made);
            server.restart();
          }
        } finally {
          enough = true;
        }
      }
      assertThat(unexpected).isEmpty();
      Await.until(LIMIT, () -> "readiness", () -> up.management().get("/readyz").status() == 200);
      assertThat(names).hasSizeGreaterThan(RESTARTS);
      String any = "/v1/users/" + names.keySet().iterator().next();
      Await.until(LIMIT, () -> "reads again", () -> client.get(any).status() == 200);
      names.forEach(
          (id, name) -> {
            // A change that was answered 503 may have been made or not.
            Set<String> possible = new HashSet<>(tried.getOrDefault(id, Set.of()));
            possible.add(name);
            assertThat(client.get("/v1/users/" + id).hasStatus(200).json().getString("name"))
                .isIn(possible);
          });
    }
  }

  /** Creates a user, renames it twice, reads it; again and again. */
  private void write(Client client) {
    while (!enough) {
      String email = "restart" + number.incrementAndGet() + "@example.org";
      Client.Answer made =
          note(
              client.post("/v1/users", new JsonObject().put("email", email).put("name", "Name 0")));
      if (made.status() == 201) {
        String id = made.json().getString("id");
        names.put(id, "Name 0");
        for (int i = 1; i <= 2; i++) {
          String name = "Name " + i;
          tried.computeIfAbsent(id, k -> ConcurrentHashMap.newKeySet()).add(name);
          JsonObject patch = new JsonObject().put("name", name);
          if (note(client.send("PATCH", "/v1/users/" + id, patch, "If-Match", "*")).status()
              == 200) {
            names.put(id, name);
            tried.remove(id);
          }
        }
        Client.Answer read = note(client.get("/v1/users/" + id));
        if (read.status() == 404) {
          unexpected.add("an acknowledged user was not there: " + id);
        }
      }
    }
  }

  private Client.Answer note(Client.Answer answer) {
    answers.incrementAndGet();
    statuses.add(answer.status());
    if (!Set.of(200, 201, 503, 504).contains(answer.status())) {
      unexpected.add(answer.status() + " " + answer.body());
    }
    return answer;
  }
}
