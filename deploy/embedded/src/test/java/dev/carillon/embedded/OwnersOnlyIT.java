package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data folder and its PostgreSQL are for the folder's owner only, also those of before. */
class OwnersOnlyIT {
  private static final LocalStack.External POSTGRES =
      new LocalStack.External(false, false, true, true);

  @TempDir Path folder;

  @Test
  void nobodyElseReadsTheFolderOrComesIntoTheDatabase() throws Exception {
    Path data = looseFolder();
    try (DataDirectory directory = DataDirectory.open(data);
        LocalStack stack = LocalStack.start(directory, POSTGRES, Progress.quiet())) {
      assertOwnersOnly(data);
      assertRefused(directory, "");
      assertRefused(directory, "guess");
      try (Connection owner = connect(directory, password(data));
          Statement statement = owner.createStatement()) {
        statement.execute("create role users_app login");
      }
    }
    String lost = password(data);
    Files.delete(data.resolve("postgres.password"));
    try (DataDirectory directory = DataDirectory.open(data);
        LocalStack stack = LocalStack.start(directory, POSTGRES, Progress.quiet())) {
      assertThat(password(data)).isNotEqualTo(lost);
      assertRefused(directory, "");
      assertRefused(directory, lost);
      connect(directory, password(data)).close();
      connectAs("users_app", directory, ofUsers(stack)).close();
      assertThatThrownBy(() -> connectAs("users_app", directory, "").close())
          .isInstanceOf(SQLException.class);
      assertThat(data.resolve("postgres/pg_hba.conf")).content().doesNotContain(" trust\n");
      assertOwnersOnly(data);
    }
  }

  @Test
  void ourPasswordsAreHashedOnceAndThoseOfOthersStayAsTheyAre() throws Exception {
    Path data = Files.createDirectory(folder.resolve("hashed"));
    try (DataDirectory directory = DataDirectory.open(data);
        LocalStack stack = LocalStack.start(directory, POSTGRES, Progress.quiet());
        Connection owner = connect(directory, password(data));
        Statement statement = owner.createStatement()) {
      statement.execute("create role users_app login password '" + ofUsers(stack) + "'");
      statement.execute("create role somebody login password 'a word'");
      assertThat(hashedOften(statement)).containsExactly("somebody", "users_app");
    }
    try (DataDirectory directory = DataDirectory.open(data);
        LocalStack stack = LocalStack.start(directory, POSTGRES, Progress.quiet());
        Connection owner = connect(directory, password(data));
        Statement statement = owner.createStatement()) {
      assertThat(hashedOften(statement)).containsExactly("somebody");
      connectAs("users_app", directory, ofUsers(stack)).close();
      connectAs("somebody", directory, "a word").close();
      assertRefused(directory, "guess");
    }
  }

  @Test
  void aFolderWhereNothingCameToRunGoesAgainAndOneThatWasThereStays() throws IOException {
    Path fresh = folder.resolve("above/fresh");
    try (DataDirectory directory = DataDirectory.open(fresh)) {
      directory.port("smtp");
    }
    assertThat(folder.resolve("above")).doesNotExist();
    try (DataDirectory directory = DataDirectory.open(fresh)) {
      directory.port("smtp");
      directory.keep();
    }
    DataDirectory.open(fresh).close();
    assertThat(fresh.resolve("ports")).exists();
  }

  /** As earlier versions and {@code mkdir} left it. */
  private Path looseFolder() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/inbox")).getParent();
    for (String name : List.of("mongo.mv", "ports", "inbox/1.eml")) {
      Files.setPosixFilePermissions(
          Files.createFile(data.resolve(name)), PosixFilePermissions.fromString("rw-r--r--"));
    }
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    return data;
  }

  private static List<String> hashedOften(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "select rolname from pg_authid where rolpassword like 'SCRAM-SHA-256$4096:%'"
                + " order by rolname")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static String ofUsers(LocalStack stack) {
    String url = stack.config().getString("CARILLON_USERS_PG_URL");
    return url.replaceFirst(".*:(.*)@.*", "$1");
  }

  private static void assertOwnersOnly(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data, 2)) {
      assertThat(all)
          .filteredOn(file -> !file.getParent().endsWith("postgres"))
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .endsWith("------"));
    }
  }

  private static void assertRefused(DataDirectory directory, String password) {
    assertThatThrownBy(() -> connect(directory, password).close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
  }

  private static Connection connect(DataDirectory directory, String password) throws SQLException {
    return connectAs("postgres", directory, password);
  }

  private static Connection connectAs(String role, DataDirectory directory, String password)
      throws SQLException {
    String port = port(directory);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", role, password);
  }

  private static String port(DataDirectory directory) {
    try {
      return Files.readAllLines(directory.path("postgres/postmaster.pid")).get(3).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String password(Path data) throws IOException {
    return Files.readString(data.resolve("postgres.password")).strip();
  }
}
