package dev.carillon.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of two checkouts in its shortest form, of this one with itself. */
class CompareIT {
  private static final Path ROOT = Path.of("../..");

  @TempDir Path folder;

  @Test
  void aTreeIsComparedWithItself() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "CPU time is read from /proc");
    Path output = folder.resolve("compare.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.carillon.bench.Bench",
                    "compare",
                    "--with=" + ROOT,
                    "--rounds=1",
                    "--seconds=1",
                    "--warm-ups=0",
                    "--only=MAIL_KEYED"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output))
        .contains("mail-keyed    old")
        .contains("mail-keyed    new")
        .contains("old / new = ")
        .contains("too few rounds to say")
        .contains("ledger: balanced on both sides");
    assertThat(process.exitValue()).isZero();
  }
}
