package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export goes at the speed of its reader. */
@WithUp(value = "CARILLON_PROFILE_INDEXES=age,address.city", shared = true)
class UserExportIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final Up up;
  private final Client client;
  private final Database database;

  UserExportIT(Up up, Database database) {
    this.up = up;
    this.client = up.client();
    this.database = database;
  }

  /** What is not read is not asked for: pages wait in the database, not in memory. */
  @Test
  void anExportGoesAtTheSpeedOfItsReader() throws IOException {
    insertForExport(database, 60_000);
    long before = pagesRead();
    try (Socket socket = UserSteps.openGet(up, "/v1/users/export", "")) {
      assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
      List<Long> seen = new ArrayList<>();
      Await.until(
          LIMIT,
          () -> "the export to stand still, after " + seen,
          () -> {
            seen.add(pagesRead() - before);
            return seen.size() > 25
                && Set.copyOf(seen.subList(seen.size() - 25, seen.size())).size() == 1;
          });
      assertThat(seen.get(seen.size() - 1)).as("pages of 300").isPositive().isLessThan(250);
      assertThat(client.get("/v1/tasks").body()).contains("export of users");
    }
    Await.until(
        LIMIT,
        () -> "the export to end with its reader",
        () ->
            client.get("/v1/tasks").items().stream()
                .map(JsonObject.class::cast)
                .noneMatch(
                    t ->
                        t.getString("name").equals("export of users")
                            && t.getString("state").equals("running")));
    database.change("delete from users.users where email like 'slow%@export.example'");
  }

  private void insertForExport(Database database, int users) {
    database.change(
        "insert into users.users (id, email, name, search_name, created_at, updated_at)"
            + " select gen_random_uuid(), 'slow' || n || '@export.example', repeat('x', 200), 'x',"
            + " t + n * interval '1 us', t from generate_series(1, "
            + users
            + ") n, users.clock_now() t");
  }

  private long pagesRead() {
    return up.management()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("carillon_pool_wait_seconds_count{pool=\"users pages\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Who reads for longer than a connection may be idle is not idle. */
  @Test
  void aSlowReaderGetsTheWholeExport() throws IOException {
    try (Up quick = Up.start(folder.resolve("slow"), Map.of("CARILLON_HTTP_IDLE", "3s"));
        Database users = Database.in(quick.data())) {
      insertForExport(users, 40_000);
      try (Socket socket = UserSteps.openGet(quick, "/v1/users/export", "")) {
        readSlowly(socket.getInputStream(), 40_000);
      }
    }
  }

  private void readSlowly(InputStream input, long expected) throws IOException {
    StringBuilder end = new StringBuilder();
    long lines = 0;
    while (end.indexOf("\r\n0\r\n\r\n") < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      byte[] part = input.readNBytes(Math.max(1, Math.min(input.available(), 50_000)));
      assertThat(part).as("the connection, after " + lines + " lines").isNotEmpty();
      String text = new String(part, StandardCharsets.UTF_8);
      lines += text.chars().filter(c -> c == '{').count();
      end.append(text).delete(0, Math.max(0, end.length() - 20));
    }
    assertThat(lines).isEqualTo(expected);
  }
}
