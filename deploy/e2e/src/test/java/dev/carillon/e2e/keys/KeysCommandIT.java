package dev.carillon.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.launcher.cli.Commands;
import dev.carillon.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon keys} against {@code carillon up}. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class KeysCommandIT {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Up up;
  private final Database database;

  KeysCommandIT(Up up, Database database) {
    this.up = up;
    this.database = database;
  }

  @Test
  void aKeyIsAddedUsedListedAndRevoked() {
    assertThat(keys("add", "cli-one", "--scope", "users:read,mail:read", "--expires", "90d"))
        .isZero();
    String key = printed().strip();
    assertThat(key).matches("sk_[A-Za-z0-9_-]{43}");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("not shown again");
    up.client(key).get("/v1/users?limit=1").hasStatus(200);
    up.client(key).post("/v1/users", "{}").hasStatus(403);
    assertThat(keys("list")).isZero();
    String list = printed();
    assertThat(list).containsPattern("cli-one +good .* mail:read users:read");
    assertThat(keys("revoke", "cli-one")).isZero();
    assertThat(printed()).isEqualTo("Revoked cli-one\n");
    Await.until(
        Duration.ofSeconds(60),
        () -> "the key to be of no use",
        () -> up.client(key).get("/v1/users?limit=1").status() == 401);
    assertThat(keys("list")).isZero();
    assertThat(printed()).containsPattern("cli-one +revoked ");
    assertThat(list + up.process().output()).doesNotContain(key);
  }

  @Test
  void anotherKeySignsTokens() {
    assertThat(keys("rotate-signing")).isZero();
    String first = printed();
    assertThat(first).startsWith("Tokens are signed with ");
    assertThat(keys("rotate-signing")).isZero();
    assertThat(printed())
        .startsWith("Tokens are signed with ")
        .contains("Those of the key before are good until ")
        .doesNotContain(first.lines().findFirst().orElseThrow());
  }

  @Test
  void aKeyIsShownOnceAndNeverAgain() throws Exception {
    assertThat(keys("add", "cli-marked", "--role", "reader")).isZero();
    String key = printed().strip();
    up.client(key).get("/v1/users?limit=1").hasStatus(200);
    up.client(key).get("/v1/emails?limit=0").hasStatus(400);
    up.client(key + "x").get("/v1/users?limit=1").hasStatus(401);
    up.client().get("/v1/keys/cli-marked").hasStatus(200);
    assertThat(keys("list")).isZero();
    assertThat(printed() + up.client().get("/v1/keys").body() + up.process().output())
        .doesNotContain(key.substring(3));
    assertThat(database.texts("select to_jsonb(k)::text from users.api_key k"))
        .isNotEmpty()
        .noneMatch(row -> row.contains(key.substring(3)));
    assertThat(database.texts("select to_jsonb(i)::text from users.idempotency i"))
        .noneMatch(row -> row.contains(key.substring(3)));
  }

  @Test
  void aKeyCanGoIntoAFileThatOnlyItsOwnerReads() throws IOException {
    Path file = folder.resolve("key");
    assertThat(keys("add", "cli-file", "--role", "writer", "--out", file.toString())).isZero();
    String key = Files.readString(file).strip();
    assertThat(printed()).doesNotContain(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    up.client(key).get("/v1/keys").hasStatus(403);
    assertThat(keys("add", "cli-other", "--role", "writer", "--out", file.toString())).isOne();
    assertThat(keys("list", "--key-file", file.toString())).isOne();
    assertThat(said()).contains("answers 403: This request requires the scope admin");
  }

  @Test
  void whatIsRefusedIsOneSentence() {
    assertThat(keys("add", "cli-twice", "--role", "reader")).isZero();
    assertThat(keys("add", "cli-twice", "--role", "reader")).isOne();
    assertThat(said()).endsWith("answers 409: /name is taken\n");
    assertThat(keys("add", "a b", "--scope", "root")).isOne();
    assertThat(said()).contains("answers 400: /name must have 1 to 64");
    assertThat(keys("add", "x", "--role", "reader", "--expires", "soon")).isOne();
    assertThat(said()).startsWith("carillon: --expires must be a duration such as 90d");
    assertThat(keys("revoke", "cli-nobody")).isOne();
    assertThat(said()).endsWith("answers 404: There is no key cli-nobody\n");
    assertThat(keys("add", "neither")).isEqualTo(2);
    assertThat(keys("add", "both", "--role", "reader", "--scope", "admin")).isEqualTo(2);
  }

  private int keys(String... arguments) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("keys"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data", up.data().toString(), "--port", String.valueOf(up.port())));
    return Commands.run(
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of()),
        all.toArray(String[]::new));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
