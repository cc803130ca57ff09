package dev.carillon.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is not active by the row is not active afterwards, or the row is refused. */
class ImportInactiveTest {
  private static final String[] TWO = {
    "email,name,on", "a@example.org,A,false", "b@example.org,B,true"
  };

  @TempDir Path folder;
  private StubApi api;

  @BeforeEach
  void start() throws IOException {
    api = new StubApi();
    Files.writeString(folder.resolve("admin.key"), "sk_test\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void whoCannotBeDeactivatedForAMomentIsAskedForAgain() throws IOException {
    api.staysOn("a@example.org", "unavailable", "timeout");
    Typed typed = run(write("off.csv", TWO));
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(api.deactivated()).containsExactly("id-of-a@example.org");
    assertThat(api.keys()).hasSize(4);
  }

  @Test
  void whoStaysActiveIsARefusedRow() throws IOException {
    api.staysOn("a@example.org", "forbidden");
    Path file = write("on.csv", TWO);
    Typed typed = run(file);
    assertThat(typed.status()).isEqualTo(3);
    assertThat(typed.out()).startsWith("2 rows: 1 users created, 0 there already, 1 rows not in");
    JsonObject line = error(file);
    assertThat(line.getLong("row")).isOne();
    assertThat(line.getString("field")).isEqualTo("on");
    assertThat(line.getString("code")).isEqualTo("forbidden");
    assertThat(line.getString("message")).isEqualTo("is in, and stays active: by plan");
  }

  @Test
  void whoIsGoneIsNotActive() throws IOException {
    api.staysOn("a@example.org", "not-found");
    Typed typed = run(write("gone.csv", TWO));
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(typed.out()).startsWith("2 rows: 2 users created");
  }

  /** As a crash before the second request leaves it, once the answers are forgotten. */
  @Test
  void whoWasCreatedAndNotDeactivatedIsSoWhenExistingOnesAreSkipped() throws IOException {
    api.add(JsonObject.of("email", "a@example.org", "name", "A"));
    Path file = write("crash.csv", TWO);
    Typed typed = run(file, "--skip-existing");
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(typed.out()).startsWith("2 rows: 1 users created, 1 there already, 0 rows not in");
    assertThat(api.deactivated()).containsExactly("id-of-a@example.org");
    Typed again = run(file, "--skip-existing", "--restart");
    assertThat(again.status()).as(again.text()).isZero();
    assertThat(again.out()).startsWith("2 rows: 0 users created, 2 there already");
    assertThat(api.deactivated()).hasSize(1);
  }

  @Test
  void aCrashAfterwardsMakesNoOtherRequestUnderTheSameKey() throws IOException {
    api.add(JsonObject.of("email", "a@example.org", "name", "A"));
    api.add(JsonObject.of("email", "c@example.org", "name", "C"));
    Path file = write("twice.csv", "email,name,on", "a@example.org,A,0", "c@example.org,C,0");
    api.staysOn("c@example.org", "unavailable");
    api.troubledFrom(3, StubApi.Trouble.answer(401, "unauthenticated"));
    assertThat(run(file, "--skip-existing").status()).isEqualTo(1);
    assertThat(api.deactivated()).containsExactly("id-of-a@example.org");
    Typed typed = run(file, "--skip-existing");
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(api.deactivated()).containsExactly("id-of-a@example.org", "id-of-c@example.org");
  }

  @Test
  void whoIsThereAndNotActiveIsNotTheSameAsAnActiveOne() throws IOException {
    Path first = write("first.csv", TWO);
    assertThat(run(first).status()).isZero();
    Path file = write("on.csv", "email,name,on", "a@example.org,A,true", "b@example.org,B,");
    Typed typed = run(file, "--skip-existing");
    assertThat(typed.status()).isEqualTo(3);
    assertThat(typed.out()).startsWith("2 rows: 0 users created, 1 there already, 1 rows not in");
    assertThat(error(file).getString("field")).isEqualTo("on");
    assertThat(error(file).getString("message")).isEqualTo("is there already, and not active");
  }

  @Test
  void aLocaleIsTheSameInAnyCase() throws IOException {
    api.add(JsonObject.of("email", "a@example.org", "name", "A", "locale", "en-US"));
    Path file = write("locale.csv", "email,name,locale,on", "a@example.org,A,EN-us,");
    Typed typed = run(file, "--skip-existing");
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(typed.out()).startsWith("1 rows: 0 users created, 1 there already");
  }

  private Typed run(Path file, String... more) {
    List<String> all = new ArrayList<>(List.of("users", "import", file.toString()));
    all.addAll(List.of("--url", api.url(), "--data", folder.toString(), "--map", "on=active"));
    all.addAll(List.of(more));
    return Typed.run(Map.of(), all.toArray(String[]::new));
  }

  private static JsonObject error(Path file) throws IOException {
    Path errors = Path.of(file + ".import.json.errors.ndjson");
    return new JsonObject(Files.readString(errors));
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }
}
