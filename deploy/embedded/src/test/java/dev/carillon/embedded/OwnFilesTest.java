package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
  private static final String HOME = "user.home";

  private final String before = System.getProperty(HOME);

  @TempDir Path folder;

  @AfterEach
  void restore() {
    System.setProperty(HOME, before);
  }

  @Test
  void whatIsKeptBetweenRunsIsWhereNoOtherUserCanPutAFileInTheWay() throws IOException {
    System.setProperty(HOME, folder.toString());
    Path cache = OwnFiles.cache("ports").orElseThrow();
    assertThat(cache).isEqualTo(folder.resolve(".cache/carillon/ports"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
  }

  @Test
  void anAccountWithoutAHomeHasNoSuchPlaceAndMakesNoneInTheWorkingFolder() {
    for (String none : new String[] {"?", "", "/nonexistent"}) {
      System.setProperty(HOME, none);
      assertThat(OwnFiles.cache("ports")).isEmpty();
    }
    assertThat(Path.of("?")).doesNotExist();
  }

  @Test
  void aLinkInTheFolderLendsItsTargetNothing() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path elsewhere = Files.createFile(folder.resolve("elsewhere"));
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-r--r--"));
    Files.createSymbolicLink(data.resolve("link"), elsewhere);
    OwnFiles.tighten(data);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)))
        .isEqualTo("rw-r--r--");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .endsWith("------");
  }
}
