package dev.carillon.e2e.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.launcher.cli.Commands;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code carillon users import} as a process of its own, which is killed on the way: every row is
 * in once, or a line of the errors once. With {@code -Drows=1000000} the import from MariaDB is the
 * long one, and says how fast it was and how much memory it took.
 */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class ImportIT {
  private static final int ROWS = Integer.getInteger("rows", 3_000);
  private static final int LONG = 100_000;

  /** Enough for some batches, however many rows there are. */
  private static final String SMALL_HEAP = "-Xmx64m";

  private static final Duration LIMIT = Duration.ofSeconds(60 + ROWS / 200);

  @TempDir Path folder;
  private final Up up;
  private final Database database;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private int starts;

  ImportIT(Up up, Database database) {
    this.up = up;
    this.database = database;
  }

  /** Every 1,000th row has no address, every 1,500th one that another row has. */
  @Test
  void fromMariaDbEachRowIsInOnceThoughTheImportIsKilled() throws IOException {
    try (MariaDb maria = MariaDb.start(folder)) {
      maria.change(
          "create table customer (id bigint unsigned primary key, mail varchar(200), full_name"
              + " varchar(200) not null, gone boolean)");
      maria.change(
          "insert into customer select seq * 3, case when seq % 1000 = 0 then 'nobody' when seq %"
              + " 1500 = 1 and seq > 1 then 'm1@maria.example' else concat('m', seq,"
              + " '@maria.example') end, concat('Zoë ', seq), seq = 7 from seq_1_to_"
              + ROWS);
      Path state = folder.resolve("maria.json");
      List<String> command =
          List.of(
              "--from",
              maria.url(),
              "--password-file",
              Files.writeString(folder.resolve("pw"), "shop-pw\n").toString(),
              "--query",
              "select id, mail, full_name, not gone as active from customer",
              "--key",
              "id",
              "--map",
              "mail=email,full_name=name,id=externalId",
              "--state",
              state.toString(),
              "--batch",
              ROWS > LONG ? "500" : "50",
              "--json");
      killOnceItHas(ROWS / 4, state, command);
      stopSoon(command);
      JsonObject summary = finish(command, 3);
      int bad = ROWS / 1_000;
      int twice = (ROWS - 1) / 1_500;
      assertThat(summary.getLong("rows")).isEqualTo(ROWS);
      assertThat(summary.getLong("refused")).isEqualTo(bad + twice);
      assertThat(summary.getLong("created")).isEqualTo(ROWS - bad - twice);
      assertThat(count("email like '%@maria.example'")).isEqualTo(ROWS - bad - twice);
      assertThat(count("email = 'm7@maria.example' and not active and name = 'Zoë 7'")).isOne();
      assertThat(count("email = 'm2@maria.example' and active and external_id = '6'")).isOne();
      assertEachOnce(state, "maria.example", bad + twice);
      maria.change(
          "insert into customer values ("
              + 3L * (ROWS + 1)
              + ", 'late@maria.example', 'L', false)");
      assertThat(run(command, 3).getLong("rowsOfThisRun")).isOne();
      assertThat(count("email = 'late@maria.example'")).isOne();
    }
  }

  @Test
  void fromPostgresASourceThatHasChangedIsSaid() throws IOException {
    database.change("create schema shop");
    database.change("create table shop.member (id uuid primary key, email text, name text)");
    database.change(
        "insert into shop.member select gen_random_uuid(), 'p' || n || '@pg.example', 'P ' || n from"
            + " generate_series(1, 1000) n");
    Path state = folder.resolve("pg.json");
    List<String> command = fromPostgres(state, "select * from shop.member;");
    assertThat(run(command, 0).getLong("created")).isEqualTo(1_000);
    assertThat(count("email like '%@pg.example'")).isEqualTo(1_000);
    database.change(
        "delete from shop.member where id = (select id from shop.member order by id desc limit 1)");
    assertThat(run(command, 0).getLong("rowsOfThisRun")).isZero();
    assertThat(said()).contains("The source has changed").contains("is gone");
    database.change("create sequence shop.s");
    String writes = "select id, email, name, setval('shop.s', 1) from shop.member";
    assertThat(status(fromPostgres(folder.resolve("w.json"), writes))).isEqualTo(1);
    assertThat(said()).contains("The database: ").contains("read-only").doesNotContain("\tat ");
    database.change("drop schema shop cascade");
  }

  private List<String> fromPostgres(Path state, String query) throws IOException {
    Properties ports = new Properties();
    ports.load(Files.newBufferedReader(up.data().resolve("ports")));
    return List.of(
        "--from",
        "postgresql://postgres@127.0.0.1:" + ports.getProperty("postgres") + "/postgres",
        "--password-file",
        up.data().resolve("postgres.password").toString(),
        "--query",
        query,
        "--key",
        "id",
        "--state",
        state.toString(),
        "--json");
  }

  @Test
  void anExportOfUsersIsAnImportAndSkippingThoseThatAreThereRepeatsIt() throws IOException {
    Path file = folder.resolve("many.csv");
    Files.writeString(
        file,
        IntStream.rangeClosed(1, 400)
            .mapToObj(n -> "f" + n + "@file.example,\"F, " + n + "\",de-CH,Europe/Zurich")
            .collect(Collectors.joining("\n", "email,name,locale,zone\n", "\n")));
    List<String> command = List.of(file.toString(), "--json", "--batch", "100");
    assertThat(run(command, 0).getLong("created")).isEqualTo(400);
    List<String> again = new ArrayList<>(command);
    again.addAll(List.of("--restart", "--skip-existing"));
    JsonObject summary = run(again, 0);
    assertThat(summary.getLong("present")).isEqualTo(400);
    assertThat(summary.getLong("created")).isZero();
  }

  private void killOnceItHas(int rows, Path state, List<String> command) {
    Running process = startUntilItHas(rows, state, command);
    process.kill();
  }

  /** As Ctrl-C does; on a quick machine it may come after the end. */
  private void stopSoon(List<String> command) {
    Running process = start(command).awaitOutput("Going on behind row", LIMIT);
    process.signal("INT");
    int status = process.awaitExit();
    assertThat(status).as(process.output()).isIn(130, 3);
    if (status == 130) {
      assertThat(process.output()).contains("\"finished\":false").contains("goes on");
    }
  }

  private Running startUntilItHas(int rows, Path state, List<String> command) {
    Running process = start(command);
    Await.until(
        LIMIT,
        () -> rows + " rows in " + state + "\n" + process.output(),
        () -> {
          assertThat(process.isAlive()).as(process.output()).isTrue();
          return Files.exists(state)
              && new JsonObject(Files.readString(state)).getLong("rows") >= rows;
        });
    say(rows + " rows are in, with " + process.megabytes() + " MB");
    return process;
  }

  private JsonObject finish(List<String> command, int status) {
    Running process = start(command);
    List<Long> megabytes = new ArrayList<>();
    Await.until(
        LIMIT,
        () -> "the end of\n" + process.output(),
        () -> {
          megabytes.add(process.megabytes());
          return !process.isAlive();
        });
    assertThat(process.awaitExit()).as(process.output()).isEqualTo(status);
    String json = process.output().substring(process.output().indexOf("{\""));
    say(json + ", MB in tenths of the time: " + tenths(megabytes));
    return new JsonObject(json);
  }

  private String[] typed(List<String> command) {
    List<String> all = new ArrayList<>(List.of("users", "import"));
    all.addAll(command);
    all.addAll(List.of("--data", up.data().toString(), "--port", String.valueOf(up.port())));
    return all.toArray(String[]::new);
  }

  /** In this process. */
  private int status(List<String> command) {
    out.reset();
    err.reset();
    return Commands.run(
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of()),
        typed(command));
  }

  private JsonObject run(List<String> command, int status) {
    assertThat(status(command)).as(said()).isEqualTo(status);
    return new JsonObject(out.toString(StandardCharsets.UTF_8));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Running start(List<String> command) {
    return Running.start(
        folder.resolve("import" + ++starts + ".log"),
        Map.of("_JAVA_OPTIONS", SMALL_HEAP),
        "dev.carillon.launcher.Carillon",
        typed(command));
  }

  /**
   * Each line of the errors is of a row of its own, and each audit and event of a user of its own.
   */
  private void assertEachOnce(Path state, String domain, int errors) throws IOException {
    List<Long> rows =
        Files.readAllLines(Path.of(state + ".errors.ndjson")).stream()
            .map(line -> new JsonObject(line).getLong("row"))
            .toList();
    assertThat(rows).hasSize(errors).doesNotHaveDuplicates().isSorted();
    assertThat(
            database.number(
                "select count(*) from users.users u where u.email like '%@"
                    + domain
                    + "' and (select count(*) from users.audit_log a where a.user_id = u.id and"
                    + " a.action = 'created') <> 1"))
        .isZero();
  }

  private long count(String where) {
    return database.number("select count(*) from users.users where " + where);
  }

  private static List<Long> tenths(List<Long> samples) {
    return IntStream.range(0, 10).mapToObj(i -> samples.get(samples.size() * i / 10)).toList();
  }

  private static void say(String what) {
    if (ROWS > LONG) {
      System.out.println("import: " + what);
    }
  }
}
