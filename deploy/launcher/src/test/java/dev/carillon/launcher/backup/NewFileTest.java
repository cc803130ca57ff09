package dev.carillon.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.embedded.LaunchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two who write one file, the first to end has it, whole and for its owner alone. */
class NewFileTest {
  @TempDir Path folder;

  @Test
  void twoOfOneNameDoNotWriteIntoEachOther() throws IOException {
    Path file = folder.resolve("backup.zip");
    Path foreign = Files.writeString(folder.resolve("backup.zip.part"), "left, for all to read");
    try (NewFile one = NewFile.begin(file);
        NewFile other = NewFile.begin(file)) {
      Files.writeString(one.part(), "one");
      Files.writeString(other.part(), "other");
      other.publish();
      assertThatThrownBy(one::publish)
          .isInstanceOf(LaunchFailure.class)
          .hasMessageContaining("backup.zip was made by somebody else meanwhile");
    }
    assertThat(file).hasContent("other");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder)
        .isDirectoryNotContaining(path -> !path.equals(file) && !path.equals(foreign));
  }

  @Test
  void oneThatIsThereIsSaidAtOnce() throws IOException {
    Path file = Files.createFile(folder.resolve("backup.zip"));
    assertThatThrownBy(() -> NewFile.begin(file)).hasMessageContaining("exists already");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }
}
