package dev.carillon.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon users import} from files, against an API with troubles. */
class ImportCommandTest {
  private static final StubApi.Trouble[] BUSY = {
    StubApi.Trouble.answer(503, "unavailable"),
    StubApi.Trouble.answer(429, "rate-limited"),
    StubApi.Trouble.answer(409, "in-progress"),
    StubApi.Trouble.answer(504, "timeout")
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
  void eachRowIsInOnceAlsoWhereTheApiIsBusyAndAnswersAreLost() throws IOException {
    Path file = ndjson("many.ndjson", 1, 95);
    api.troubled(BUSY).troubled(StubApi.Trouble.lostAnswer(), StubApi.Trouble.lostAnswer());
    Typed typed = run(file, "--batch", "10");
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(api.emails()).hasSize(95).doesNotHaveDuplicates();
    assertThat(api.users()).allMatch(user -> !user.getBoolean("welcome"));
    assertThat(typed.out()).startsWith("95 rows: 95 users created, 0 there already, 0 rows not in");
    assertThat(Files.readString(errors(file))).isEmpty();
    assertThat(List.of(errors(file), Path.of(file + ".import.json")))
        .allSatisfy(
            own ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .isEqualTo("rw-------"));
  }

  @Test
  void whatIsWrongWithARowIsALineAndTheOthersAreIn() throws IOException {
    Path file =
        write(
            "some.ndjson",
            user(1),
            "{\"email\":\"u1@example.org\",\"name\":\"Again\"}",
            "",
            "{\"email\":\"nobody\",\"name\":\"No address\"}",
            "not JSON",
            "[1]",
            "{\"email\":\"u9@example.org\",\"name\":\"N\",\"active\":\"perhaps\"}",
            user(2));
    Typed typed = run(file, "--json");
    assertThat(typed.status()).isEqualTo(3);
    assertThat(api.emails()).containsExactly("u1@example.org", "u2@example.org");
    List<JsonObject> lines = errorLines(file);
    assertThat(lines.stream().map(l -> l.getLong("row"))).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(lines.stream().map(l -> l.getString("code")))
        .containsExactly("conflict", "invalid", "invalid", "invalid", "invalid");
    assertThat(lines.get(0).getString("field")).isEqualTo("email");
    assertThat(lines.get(0).getString("message")).isEqualTo("is taken");
    assertThat(lines.get(0).getJsonObject("data").getString("name")).isEqualTo("Again");
    assertThat(lines.get(2).getJsonObject("data").getString("text")).isEqualTo("not JSON");
    assertThat(lines.get(4).getString("field")).isEqualTo("active");
    JsonObject summary = new JsonObject(typed.out());
    assertThat(summary.getLong("created")).isEqualTo(2);
    assertThat(summary.getLong("refused")).isEqualTo(5);
    assertThat(summary.getBoolean("finished")).isTrue();
  }

  @Test
  void anImportThatWasBrokenOffGoesOnWithTheSameRequests() throws IOException {
    Path file = ndjson("cut.ndjson", 1, 95);
    api.troubled(
        StubApi.Trouble.lostAnswer(),
        StubApi.Trouble.lostAnswer(),
        StubApi.Trouble.lostAnswer(),
        StubApi.Trouble.lostAnswer(),
        StubApi.Trouble.answer(401, "unauthenticated"));
    Typed first = run(file, "--batch", "10");
    assertThat(first.status()).isEqualTo(1);
    assertThat(first.err()).contains("answers 401: by plan");
    assertThat(api.emails()).isNotEmpty();
    Set<String> before = api.keys();
    Typed second = run(file, "--batch", "10");
    assertThat(second.status()).as(second.text()).isZero();
    assertThat(api.emails()).hasSize(95).doesNotHaveDuplicates();
    assertThat(api.keys()).hasSize(10).containsAll(before);
    int requests = api.requests();
    assertThat(run(file, "--batch", "10").out()).startsWith("95 rows: 95 users created");
    assertThat(api.requests()).as("nothing is asked for what is in").isEqualTo(requests);
  }

  @Test
  void errorsThatTheStateDoesNotKnowOfComeAgainAndNotTwice() throws IOException {
    Path file = write("errors.ndjson", user(1), "{\"name\":\"Nobody\"}", user(2));
    api.troubled(StubApi.Trouble.answer(403, "forbidden"));
    assertThat(run(file).status()).isEqualTo(1);
    Files.writeString(errors(file), "{\"row\":2,\"half of a li");
    assertThat(run(file).status()).isEqualTo(3);
    assertThat(errorLines(file).stream().map(l -> l.getLong("row"))).containsExactly(2L);
  }

  @Test
  void whatWasAddedIsTakenInAndWhatHasChangedIsSaid() throws IOException {
    Path file = ndjson("grows.ndjson", 1, 15);
    assertThat(run(file, "--batch", "10").status()).isZero();
    Files.writeString(file, user(16) + "\n", StandardOpenOption.APPEND);
    Typed more = run(file, "--batch", "10", "--json");
    assertThat(new JsonObject(more.out()).getLong("rowsOfThisRun")).isEqualTo(1);
    assertThat(api.emails()).hasSize(16);
    ndjson("grows.ndjson", 0, 15);
    Typed changed = run(file, "--batch", "10");
    assertThat(changed.status()).isEqualTo(1);
    assertThat(changed.err()).contains("of which 16 rows were taken in").contains("has changed");
    ndjson("grows.ndjson", 1, 3);
    assertThat(run(file, "--batch", "10").err()).contains("has only 3 of them");
    Typed anew = run(file, "--batch", "10", "--restart", "--skip-existing");
    assertThat(anew.out()).startsWith("3 rows: 0 users created, 3 there already, 0 rows not in");
    assertThat(anew.status()).isZero();
  }

  @Test
  void aLastBatchThatWasOnItsWayIsTheSameWhenTheFileHasGrown() throws IOException {
    Path file = ndjson("tail.ndjson", 1, 5);
    api.troubled(StubApi.Trouble.lostAnswer(), StubApi.Trouble.answer(401, "unauthenticated"));
    assertThat(run(file).status()).isEqualTo(1);
    assertThat(api.emails()).hasSize(5);
    Files.writeString(file, user(6) + "\n", StandardOpenOption.APPEND);
    Typed second = run(file);
    assertThat(second.out()).startsWith("6 rows: 6 users created, 0 there already, 0 rows not in");
    assertThat(api.emails()).hasSize(6);
  }

  @Test
  void aRowThatIsBusyIsAskedAgainUnderAnotherKey() throws IOException {
    api.busyFor("u2@example.org");
    Typed typed = run(ndjson("busy.ndjson", 1, 3));
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(api.emails()).containsExactly("u1@example.org", "u3@example.org", "u2@example.org");
    assertThat(api.keys()).hasSize(2);
  }

  @Test
  void whoIsNotActiveIsDeactivatedAgain() throws IOException {
    Path file =
        write(
            "off.csv",
            "id,email,name,active,createdAt",
            "1,a@example.org,A,true,2020",
            "2,b@example.org,B,false,2020",
            "3,c@example.org,C,0,2020");
    Typed typed = run(file, "--map", "id=externalId");
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(typed.err()).contains("Columns that are not taken in: createdAt");
    assertThat(api.users().get(0).getString("externalId")).isEqualTo("1");
    assertThat(api.deactivated()).containsExactly("id-of-b@example.org", "id-of-c@example.org");
  }

  @Test
  void csvIsReadAsItIsWritten() throws IOException {
    Path file =
        write(
            "people.csv",
            "\uFEFF\"mail\";full name;zone",
            "\"a@example.org\";\"Grace \"\"Amazing\"\" Hopper;\nAdmiral\";",
            "b@example.org;Ada",
            "c@example.org;Zoë 🐘;Europe/Zurich");
    Typed typed = run(file, "--separator", ";", "--map", "mail=email,full name=name");
    assertThat(typed.status()).isEqualTo(3);
    assertThat(api.users().get(0).getString("name"))
        .isEqualTo("Grace \"Amazing\" Hopper;\nAdmiral");
    assertThat(api.users().get(0).containsKey("zone")).isFalse();
    assertThat(api.users().get(1).getString("name")).isEqualTo("Zoë 🐘");
    assertThat(errorLines(file).get(0).getString("message"))
        .isEqualTo("has 2 values for 3 columns");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstObject() throws IOException {
    Typed typed = run(write("marked.ndjson", "\uFEFF" + user(1), user(2)));
    assertThat(typed.status()).as(typed.text()).isZero();
    assertThat(api.emails()).containsExactly("u1@example.org", "u2@example.org");
  }

  @Test
  void aFileThatCannotBeReadIsASentence() throws IOException {
    String open = "email,name\na@example.org,\"" + "x".repeat(3 << 20);
    assertThat(run(write("open.csv", open)).err()).contains("is a quotation mark missing?");
    byte[] latin = "email,name\na@example.org,Zo\u00eb\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(run(Files.write(folder.resolve("latin.csv"), latin)).err()).contains("is not UTF-8");
    assertThat(run(write("columns.csv", "mail,name")).err())
        .contains("There is no column email among mail, name");
    assertThat(run(write("twice.csv", "email,name,name")).err())
        .contains("two columns of one name");
    assertThat(run(write("what.txt", "")).err()).contains("--format");
    assertThat(run(folder.resolve("none.csv")).err()).contains("cannot be read");
    assertThat(run(write("map.csv", "email,name"), "--map", "name=nickname").err())
        .contains("'nickname' is not a field");
    assertThat(run(write("gone.csv", "email,name,id"), "--map", "Id=externalId").err())
        .contains("--map: there is no column Id among email, name, id");
    assertThat(run(write("size.csv", "email,name"), "--batch", "1001").err())
        .contains("--batch must be 1 to 1000");
    assertThat(api.emails()).isEmpty();
  }

  @Test
  void theFilesOfAnotherImportAreLeftAlone() throws IOException {
    Path file = ndjson("mine.ndjson", 1, 3);
    assertThat(run(file).status()).isZero();
    Typed other = run(file, "--welcome");
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err()).contains("is of another import").contains("--restart");
    Path notes = write("notes.json", "{\"a\":1}");
    assertThat(run(file, "--state", notes.toString()).err()).contains("is not the state");
    assertThat(run(file, "--restart", "--errors", notes.toString()).err())
        .contains("has no errors of an import in it");
    assertThat(run(file, "--restart", "--state", notes.toString()).err())
        .contains("is not the state");
    assertThat(notes).hasContent("{\"a\":1}");
    assertThat(run(file, "--errors", folder.resolve("others.ndjson").toString()).err())
        .contains("whose errors are in " + errors(file));
    try (FileChannel used = FileChannel.open(errors(file), StandardOpenOption.WRITE)) {
      assertThat(used.tryLock()).isNotNull();
      assertThat(run(file).err()).contains("Another import writes");
    }
  }

  /** Also where it looks like a file of errors, which somebody has mended and brings in. */
  @Test
  void whatIsReadIsNotWrittenOver() throws IOException {
    String row = "{\"row\":1,\"email\":\"u1@example.org\",\"name\":\"User 1\"}";
    Path file = write("mended.ndjson", row);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    for (Path written : List.of(file, link)) {
      for (String option : List.of("--errors", "--state")) {
        assertThat(run(file, "--restart", option, written.toString()).err())
            .contains(option + " " + written + " is what is read");
      }
    }
    assertThat(file).hasContent(row);
    assertThat(api.emails()).isEmpty();
  }

  private Typed run(Path file, String... more) {
    List<String> all = new ArrayList<>(List.of("users", "import", file.toString()));
    all.addAll(List.of("--url", api.url(), "--data", folder.toString()));
    all.addAll(List.of(more));
    return Typed.run(Map.of(), all.toArray(String[]::new));
  }

  private static Path errors(Path file) {
    return Path.of(file + ".import.json.errors.ndjson");
  }

  private static List<JsonObject> errorLines(Path file) throws IOException {
    return Files.readAllLines(errors(file)).stream().map(JsonObject::new).toList();
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private Path ndjson(String name, int from, int to) throws IOException {
    return write(
        name,
        IntStream.rangeClosed(from, to).mapToObj(ImportCommandTest::user).toArray(String[]::new));
  }

  private static String user(int number) {
    return "{\"email\":\"u" + number + "@example.org\",\"name\":\"User " + number + "\"}";
  }
}
