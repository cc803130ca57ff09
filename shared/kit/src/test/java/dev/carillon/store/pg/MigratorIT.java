package dev.carillon.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.store.pg.migration.PresentSchema;
import dev.carillon.store.pg.server.PgServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A schema comes to its present form from nothing and from every form that an earlier version left,
 * however many processes begin at once. The scripts are those of the kit and of a shop.
 */
class MigratorIT {
  private static final String KIT = "flyway_kit_history";
  private static final String SERVICE = "flyway_schema_history";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Backends backends;
  private static Vertx vertx;
  private static Database database;
  private static PgUrls urls;

  @BeforeAll
  static void start() {
    backends = Backends.start(folder);
    vertx = Vertx.vertx();
    database = backends.database("USERS");
    PgUrls users = PgUrls.read(ConfigSource.of(backends.config(), Map.of()), "users");
    urls = new PgUrls("shop", users.runtime(), users.migration());
  }

  @AfterAll
  static void stop() {
    database.close();
    vertx.close().await();
    backends.close();
  }

  @BeforeEach
  void empty() {
    database.change("drop schema if exists shop cascade");
  }

  @Test
  void aNewSchemaHasTwoHistories() {
    migrate(urls);
    assertThat(rows(KIT)).containsExactly("1", "3", "5", "6", "7", "8");
    assertThat(rows(SERVICE)).containsExactly("0 BASELINE", "2", "4");
    assertTablesAreThere();
  }

  @Test
  void anotherStartChangesNothing() {
    migrate(urls);
    List<String> before = everything();
    migrate(urls);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aSchemaOfOneHistoryGoesOnWithTwoAndKeepsItsRows() {
    flyway("4").migrate();
    database.change("insert into shop.article values (7, 'bell')");
    List<String> before = history(SERVICE);
    migrate(urls);
    assertThat(history(SERVICE)).isEqualTo(before);
    assertThat(rows(SERVICE)).containsExactly("1", "2", "3", "4");
    assertThat(rows(KIT)).containsExactly("3 BASELINE", "5", "6", "7", "8");
    assertThat(database.texts("select name from shop.article")).containsExactly("bell");
    assertTablesAreThere();
    List<String> after = everything();
    migrate(urls);
    assertThat(everything()).isEqualTo(after);
  }

  @Test
  void aSchemaThatHadTheFirstScriptsOnlyGetsTheRestFromBoth() {
    flyway("2").migrate();
    migrate(urls);
    assertThat(rows(KIT)).containsExactly("1 BASELINE", "3", "5", "6", "7", "8");
    assertThat(rows(SERVICE)).containsExactly("1", "2", "4");
    assertTablesAreThere();
  }

  @Test
  void processesThatStartAtOnceDoNotDisturbOneAnother() {
    for (int round = 0; round < 5; round++) {
      empty();
      boolean fromOld = round % 2 == 1;
      if (fromOld) {
        flyway("4").migrate();
      }
      List<Vertx> processes = IntStream.range(0, 4).mapToObj(i -> Vertx.vertx()).toList();
      List<Future<String>> all = new ArrayList<>();
      processes.forEach(
          process -> all.add(Migrator.migrate(process, urls, false, Clocks.system())));
      Future.all(all).await();
      processes.forEach(process -> process.close().await());
      assertThat(rows(KIT))
          .isEqualTo(
              fromOld
                  ? List.of("3 BASELINE", "5", "6", "7", "8")
                  : List.of("1", "3", "5", "6", "7", "8"));
      assertTablesAreThere();
    }
  }

  @Test
  void aScriptThatIsMissingInANewSchemaIsNoticed() {
    migrate(urls);
    database.change(
        "insert into shop.flyway_schema_history select 99, '9', 'lost', type, 'V9__lost.sql',"
            + " checksum, installed_by, installed_on, execution_time, success"
            + " from shop.flyway_schema_history where version = '2'");
    database.change(
        "update shop.flyway_schema_history set version = '3', script = 'V3__lost.sql'"
            + " where version = '9'");
    assertThatThrownBy(() -> migrate(urls)).hasMessageContaining("not resolved locally");
  }

  /** As pg_dump does, for as long as it takes. */
  @Test
  void aMigrationBehindALongTransactionLetsOthersPassAndGoesOnWhenItIsOver() throws Exception {
    flyway("2").migrate();
    try (Connection dump = DriverManager.getConnection(jdbc() + "&ApplicationName=a-dump");
        Statement reads = dump.createStatement()) {
      dump.setAutoCommit(false);
      reads.execute("select from shop.idempotency");
      assertThatThrownBy(() -> migrate(within(Duration.ofSeconds(3))))
          .hasMessageContaining("a lock was not to be had")
          .hasMessageContaining("held by a-dump (pid ");
      Future<String> patient = migrating(within(Duration.ofMinutes(1)));
      Await.until(LIMIT, () -> "a migration that waits", () -> waiting() > 0);
      long began = System.nanoTime();
      database.change("update shop.idempotency set key = key"); // what every accept does
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
      assertThat(patient.isComplete()).isFalse();
      dump.rollback();
      patient.await();
    }
    assertTablesAreThere();
  }

  @Test
  void processesOfBeforeAreNamedAndMustBeStoppedOnce() throws Exception {
    flyway("2").migrate();
    try (Connection old = DriverManager.getConnection(jdbc() + "&ApplicationName=carillon-shop")) {
      assertThat(old.isValid(1)).isTrue();
      assertThatThrownBy(() -> migrate(urls))
          .hasMessageContaining("must be stopped once")
          .hasMessageMatching("(?s).*127\\.0\\.0\\.1:\\d+ \\(pid \\d+, since .*");
    }
    migrate(urls);
    try (Connection later =
        DriverManager.getConnection(jdbc() + "&ApplicationName=carillon-shop")) {
      assertThat(later.isValid(1)).isTrue();
      migrate(urls); // the schema is what was promised
    }
  }

  @Test
  void whatABrokenIndexLeavesBehindDoesNotForbidTheNextStart() {
    migrate(urls);
    database.change("update shop.flyway_schema_history set success = false where version = '4'");
    database.change("drop view shop.kept_answer");
    migrate(urls);
    assertTablesAreThere();
  }

  /** Of two that start at once one may meet the note that the other's failure has left. */
  @Test
  void whatFailedInAnotherProcessIsTriedAgain() throws Exception {
    migrate(urls);
    FlywayException refusal = new FlywayException("The schema contains a failed migration");
    try (Connection connection = DriverManager.getConnection(jdbc())) {
      MigrationChecks checks = new MigrationChecks(connection, "shop");
      assertThat(checks.isAnothers(refusal)).isFalse();
      database.change("update shop.flyway_schema_history set success = false where version = '4'");
      assertThat(checks.isAnothers(refusal)).isTrue();
      assertThat(checks.isAnothers(new FlywayException("our own", new SQLException()))).isFalse();
    }
  }

  @Test
  void flywayIsNotAskedWhereEachScriptWasAppliedAsItIsAndNothingElse() {
    assertThat(present(urls)).as("no schema").isNull();
    flyway("4").migrate();
    assertThat(present(urls)).as("one history").isNull();
    migrate(urls);
    assertThat(present(urls)).as("from one history").isEqualTo("4");
    empty();
    migrate(urls);
    assertThat(present(urls)).isEqualTo("4");
    for (String otherwise :
        List.of(
            "update shop.%s set checksum = checksum + 1 where version = '4'",
            "update shop.%s set success = false where version = '4'",
            "update shop.%s set script = 'V4__another.sql' where version = '4'",
            "delete from shop.%s where version = '4'",
            "insert into shop.%s select 99, '9', 'newer', 'SQL', 'V9__newer.sql', 1, 'somebody',"
                + " now(), 1, true")) {
      database.change("create table shop.before as select * from shop." + SERVICE);
      database.change(otherwise.formatted(SERVICE));
      assertThat(present(urls)).as(otherwise).isNull();
      database.change("delete from shop." + SERVICE);
      database.change("insert into shop.flyway_schema_history select * from shop.before");
      database.change("drop table shop.before");
    }
    database.change("update shop.flyway_kit_history set checksum = 0 where version = '5'");
    assertThat(present(urls)).as("a script of the kit").isNull();
    empty();
    migrate(urls);
    database.change("create schema shop_restore");
    assertThat(present(urls)).as("a restore that was broken off").isNull();
    database.change("drop schema shop_restore");
    database.change("create table shop.restore_unfinished ()");
    assertThat(present(urls)).as("one of a version before").isNull();
    Secret nobody = new Secret("postgresql://shop:secret@127.0.0.1:1/postgres");
    assertThat(present(new PgUrls("shop", nobody, nobody))).as("nobody is there").isNull();
  }

  private static String present(PgUrls where) {
    return PresentSchema.version(
            vertx,
            PgServers.parse(where.migration().reveal()).first(),
            where.schema(),
            where.patience().reach())
        .await();
  }

  private static long waiting() {
    return database.number("select count(*) from pg_locks where not granted");
  }

  private static String jdbc() {
    return LocalStack.jdbcUrl(urls.migration().reveal());
  }

  private static PgUrls within(Duration patience) {
    return new PgUrls(
        urls.schema(),
        urls.runtime(),
        urls.migration(),
        urls.migrationName(),
        new PgPatience(Duration.ofSeconds(5), Duration.ofSeconds(1), patience));
  }

  private static Future<String> migrating(PgUrls where) {
    return Migrator.migrate(vertx, where, false, Clocks.system());
  }

  @Test
  void theRuntimeRoleMayNotTouchTheHistories() {
    migrate(urls);
    String role = PgConnectOptions.fromUri(urls.runtime().reveal()).getUser();
    for (String table : List.of(KIT, SERVICE)) {
      assertThat(
              database.texts(
                  "select has_table_privilege('" + role + "', 'shop." + table + "', 'select')"))
          .containsExactly("f");
    }
  }

  @Test
  void aMigrationThatIsRefusedNamesItsSettingAndShowsNeitherPasswordNorStatement() {
    database.change("drop role if exists poor");
    database.change("create role poor login password 'marked-2'");
    database.change("grant create on database postgres to poor");
    PgConnectOptions owner = PgServers.parse(urls.migration().reveal()).first();
    PgUrls poor =
        new PgUrls(
            "shop",
            new Secret("postgresql://missing_app:marked-1@127.0.0.1:1/postgres"),
            new Secret("postgresql://poor:marked-2@127.0.0.1:" + owner.getPort() + "/postgres"),
            "CARILLON_SHOP_MIGRATION_URL",
            PgPatience.USUAL);
    assertThatThrownBy(() -> migrate(poor))
        .hasMessageContaining("CARILLON_SHOP_MIGRATION_URL")
        .hasMessageContaining("42501")
        .hasStackTraceContaining("permission denied to create role")
        .satisfies(e -> assertThat(stack(e)).doesNotContain("marked", "login", "SCRAM"));
  }

  @Test
  void theServerIsNeverToldThePasswordOfARoleThatItMakes() {
    database.change("drop role if exists shop_app");
    migrate(
        new PgUrls(
            "shop",
            new Secret(urls.runtime().reveal().replaceFirst("//.*@", "//shop_app:marked%271@")),
            urls.migration()));
    assertThat(database.texts("select rolpassword from pg_authid where rolname = 'shop_app'"))
        .singleElement()
        .asString()
        .startsWith("SCRAM-SHA-256$");
    empty();
    database.change("drop role shop_app");
  }

  private static String stack(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static void migrate(PgUrls to) {
    Migrator.migrate(vertx, to, false, Clocks.system()).await();
  }

  /** As it was done before there were two histories. */
  private static Flyway flyway(String until) {
    PgConnectOptions owner = PgConnectOptions.fromUri(urls.migration().reveal());
    Secret runtime = urls.runtime();
    return Flyway.configure()
        .dataSource(
            "jdbc:postgresql://127.0.0.1:" + owner.getPort() + "/" + owner.getDatabase(),
            owner.getUser(),
            owner.getPassword())
        .schemas("shop")
        .createSchemas(true)
        .locations("classpath:db/kit", "classpath:db/shop")
        .placeholders(
            Map.of(
                "app_role",
                PgConnectOptions.fromUri(runtime.reveal()).getUser(),
                "app_login",
                "login"))
        .target(until)
        .load();
  }

  private static List<String> rows(String history) {
    return database.texts(
        "select version || case type when 'SQL' then '' else ' ' || type end from shop."
            + history
            + " where version is not null order by installed_rank");
  }

  private static List<String> history(String table) {
    return database.texts("select h::text from shop." + table + " h order by installed_rank");
  }

  private static List<String> everything() {
    List<String> all = new ArrayList<>(history(KIT));
    all.addAll(history(SERVICE));
    return all;
  }

  private static void assertTablesAreThere() {
    database.texts("select shop.sell(1)");
    assertThat(database.number("select count(*) from shop.outbox where attempts = 0")).isPositive();
    assertThat(database.number("select count(*) from shop.kept_answer")).isZero();
  }
}
