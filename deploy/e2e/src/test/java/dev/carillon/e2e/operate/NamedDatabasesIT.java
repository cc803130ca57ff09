package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.launcher.cli.Commands;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup and a restore of the databases that the environment names, without a data folder. */
class NamedDatabasesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MARKS =
      "select nspname from pg_namespace where nspname like '%_restore'";
  private static final String WAITING =
      "select count(*) from pg_stat_activity where application_name = 'carillon-backup' and"
          + " wait_event_type = 'Lock'";

  @TempDir Path folder;

  @Test
  void whatTheSettingsNameIsBackedUpAndBroughtBack() throws Exception {
    String backup = folder.resolve("backup.zip").toString();
    Path data = folder.resolve("data");
    String id;
    try (Up up = Up.start(data, Map.of())) {
      Client client = up.client();
      id = client.createUser("a@example.org", "A").getString("id");
      JsonObject profile = new JsonObject().put("a", 1);
      client.put("/v1/users/" + id + "/profile", profile).hasStatus(200);
    }
    try (Backends from = Backends.start(data)) {
      assertThat(run(0, from.environment(), "backup", backup)).contains("1 users", "1 profiles");
    }
    try (Backends to = Backends.start(folder.resolve("other"))) {
      String[] restore = {"restore", backup, "--without-erasures"};
      somebodyWhoStartsMeanwhileIsFound(to, restore);
      assertThat(run(0, to.environment(), restore)).contains("the books balance");
      assertThat(run(0, to.environment(), "restore", backup, "--verify"))
          .contains("Profiles whose user is not there: 0");
      try (Database users = to.database("USERS")) {
        assertThat(users.texts("select id::text from users.users")).containsExactly(id);
        assertThat(users.texts(MARKS)).isEmpty();
      }
    }
    assertThat(folder.resolve(".carillon")).doesNotExist();
  }

  /** The restore waits for a lock before its first mark while a service comes. */
  private void somebodyWhoStartsMeanwhileIsFound(Backends to, String... restore) throws Exception {
    String url = LocalStack.jdbcUrl(to.environment().get("CARILLON_USERS_MIGRATION_URL"));
    for (String name : List.of("carillon-users@here:1", "carillon-migration")) {
      CompletableFuture<String> restored;
      try (Connection lock = DriverManager.getConnection(url);
          Statement statement = lock.createStatement();
          Database database = to.database("USERS")) {
        lock.setAutoCommit(false);
        statement.execute("create schema users_restore");
        restored = CompletableFuture.supplyAsync(() -> run(1, to.environment(), restore));
        Await.until(
            LIMIT,
            () -> "a restore that waits; done: " + restored,
            () -> database.number(WAITING) == 1);
        try (Connection service = DriverManager.getConnection(url + "&ApplicationName=" + name)) {
          assertThat(service.isValid(10)).isTrue();
          lock.rollback();
          assertThat(restored.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
              .contains("Stop what is connected to the databases first: " + name);
        }
        assertThat(database.texts(MARKS)).isEmpty();
      }
    }
  }

  private static String run(int status, Map<String, String> environment, String... command) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int was = Commands.run(new Terminal(out, out, environment), command);
    assertThat(was).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(status);
    return said.toString(StandardCharsets.UTF_8);
  }
}
