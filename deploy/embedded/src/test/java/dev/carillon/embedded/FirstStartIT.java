package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.embedded.testkit.Database;
import dev.carillon.embedded.testkit.PostgresTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first start that a crash cut off is begun again; what came to its end is never removed. */
class FirstStartIT {
  private static final LocalStack.External POSTGRES =
      new LocalStack.External(false, false, true, true);

  @TempDir Path folder;

  @Test
  void aFolderThatWasBegunAndNotFinishedIsMadeAgain() throws IOException {
    try (DataDirectory data = DataDirectory.open(folder)) {
      FirstStart.of(data, Postmaster.of(data.path("postgres")));
      leaveHalfOfIt();
      try (LocalStack stack = LocalStack.start(data, POSTGRES, Progress.quiet());
          Database database = Database.in(folder)) {
        assertThat(database.number("select 1")).isOne();
        assertThat(folder.resolve("postgres.begun")).doesNotExist();
      }
    }
  }

  @Test
  void aFolderOfWhichNobodySaysSoIsLeftAlone() throws IOException {
    leaveHalfOfIt();
    try (DataDirectory data = DataDirectory.open(folder)) {
      assertThatThrownBy(() -> LocalStack.start(data, POSTGRES, Progress.quiet()))
          .isInstanceOf(LaunchFailure.class);
    }
    assertThat(folder.resolve("postgres/postgresql.conf")).hasContent("# half");
  }

  /** As a power failure may bring it back, which had not been on the disk when it was deleted. */
  @Test
  void aFileThatComesBackAfterItsEndTakesNothingWithIt() throws IOException {
    PostgresTemplate.copyInto(folder);
    try (DataDirectory data = DataDirectory.open(folder)) {
      Files.createFile(folder.resolve("postgres.begun"));
      Files.createFile(folder.resolve("postgres/mine"));
      FirstStart.of(data, Postmaster.of(data.path("postgres")));
      assertThat(folder.resolve("postgres/mine")).exists();
    }
  }

  @Test
  void aServerOfALostPasswordIsOpenBeforeThereIsANewOne() throws IOException {
    Files.createDirectory(folder.resolve("postgres"));
    Path hba = folder.resolve("postgres/pg_hba.conf");
    Files.writeString(hba, "host all all 127.0.0.1/32 scram-sha-256\n");
    try (DataDirectory data = DataDirectory.open(folder)) {
      PostgresLogins.in(data);
      assertThat(folder.resolve("postgres.password")).isNotEmptyFile();
      assertThat(hba).content().startsWith("host all postgres 127.0.0.1/32 trust\n");
    }
  }

  private void leaveHalfOfIt() throws IOException {
    Path postgres = Files.createDirectories(folder.resolve("postgres"));
    Files.writeString(postgres.resolve("postgresql.conf"), "# half");
    Files.writeString(postgres.resolve("PG_VERSION"), "");
  }
}
