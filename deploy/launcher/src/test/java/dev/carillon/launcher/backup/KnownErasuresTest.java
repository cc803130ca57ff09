package dev.carillon.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.embedded.LaunchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownErasuresTest {
  private static final UUID ONE = UUID.fromString("01a21895-abc6-7000-a6e5-4d07624e4735");
  private static final UUID TWO = UUID.fromString("01a21895-abc6-7000-a6e5-4d07624e4736");

  private final KnownErasures known = new KnownErasures();

  @TempDir Path folder;

  private Path journal(String text) throws IOException {
    return Files.writeString(folder.resolve("journal"), text);
  }

  @Test
  void linesThatAPowerFailureHasCutSayNothing() throws IOException {
    String whole = "2026-11-27T10:00:00.123456Z " + ONE + "\n";
    known.read(journal("\n" + whole + "2026-11-2\n" + whole));
    assertThat(known.ids()).containsExactly(ONE);
    assertThat(known.isKnown()).isTrue();
  }

  @Test
  void aFileThatIsNoJournalIsRefused() throws IOException {
    Path other = journal("2026-11-27T10:00:00Z somebody@example.org\n");
    assertThatThrownBy(() -> known.read(other))
        .isInstanceOf(LaunchFailure.class)
        .hasMessageContaining("cannot be read as a journal");
    assertThatThrownBy(() -> known.read(folder.resolve("absent")))
        .isInstanceOf(LaunchFailure.class);
    assertThat(known.isKnown()).isFalse();
  }

  @Test
  void aListThatLacksWhomTheBackupHasIsNotThatOfThisInstallation() {
    known.add(List.of(ONE));
    known.requireAllOf(Set.of(ONE));
    assertThatThrownBy(() -> known.requireAllOf(Set.of(ONE, TWO)))
        .isInstanceOf(LaunchFailure.class)
        .hasMessageContaining("lack 1 that the backup has");
  }
}
