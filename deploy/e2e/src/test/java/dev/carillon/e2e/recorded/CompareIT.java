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

  private static final long LIMIT_SECONDS = 180;

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
                    "--no-statements",
                    "--only=GET"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertEnds(process);
    assertThat(Files.readString(output))
        .contains("get           old")
        .contains("get           new")
        .contains("old / new = ")
        .contains("too few rounds to say")
        .contains("ledger: balanced on both sides");
    assertThat(process.exitValue()).isZero();
  }

  /** What it has started ends with it, if it is asked to end. */
  private static void assertEnds(Process process) throws InterruptedException {
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    assertThat(ended).isTrue();
  }
}
