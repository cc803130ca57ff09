package dev.carillon.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.ConfigSource;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersConfigTest {
  private static final String JOURNAL = "CARILLON_ERASURE_JOURNAL";

  @TempDir Path folder;

  private static ConfigSource read(Path journal) {
    ConfigSource source =
        ConfigSource.of(
            new JsonObject(),
            Map.of(
                "CARILLON_PG_URL",
                "postgresql://carillon:secret@127.0.0.1/carillon",
                "CARILLON_MONGO_URL",
                "mongodb://127.0.0.1/carillon",
                JOURNAL,
                journal.toString()));
    UsersConfig.read(source, 1);
    return source;
  }

  @Test
  void aJournalThatIsNotThereIsNotMade() {
    read(folder.resolve("erasures")).verify();
    assertThat(folder).isEmptyDirectory(); // whoever checks may be another user than the service
  }

  @Test
  void aJournalThatIsThereStaysAsItIs() throws IOException {
    Path journal = Files.writeString(folder.resolve("erasures"), "a line\n");
    read(journal).verify();
    assertThat(journal).hasContent("a line");
  }

  @Test
  void aJournalThatCannotBeWrittenIsNamed() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("erasures")); // not even root may append
    assertThatThrownBy(() -> read(taken).verify())
        .hasMessageContaining(JOURNAL + " must be a file to which");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> read(folder.resolve("backups/erasures")).verify())
        .hasMessageContaining(JOURNAL + " must be a file in a folder");
  }
}
