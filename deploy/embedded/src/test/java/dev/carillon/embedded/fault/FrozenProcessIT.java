package dev.carillon.embedded.fault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carillon.embedded.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrozenProcessIT {
  private final FrozenProcess frozen = new FrozenProcess();
  private Process parent;

  @BeforeEach
  void begin() throws IOException {
    assumeThat(Files.isDirectory(Path.of("/proc/self"))).isTrue();
    parent = new ProcessBuilder("/bin/sh", "-c", "sleep 600 & sleep 600 & wait").start();
    Await.until(
        Duration.ofSeconds(60), () -> "two children", () -> parent.descendants().count() == 2);
  }

  @AfterEach
  void end() {
    frozen.thaw();
    parent.descendants().forEach(ProcessHandle::destroyForcibly);
    parent.destroyForcibly();
  }

  @Test
  void aProcessAndItsChildrenStandStillUntilTheyAreLetGo() {
    frozen.freeze(parent.pid());
    awaitStates("TTT");
    assertThatThrownBy(() -> frozen.freeze(parent.pid())).isInstanceOf(IllegalStateException.class);
    frozen.thaw();
    awaitStates("SSS");
    frozen.thaw();
    frozen.freeze(parent.pid());
    awaitStates("TTT");
  }

  @Test
  void whatHoldsThemLetsGoWhenNobodyIsLeftToTellIt() throws IOException {
    Process holder =
        new ProcessBuilder("/bin/sh", "-c", FrozenProcess.HOLD, Long.toString(parent.pid()))
            .start();
    holder.getInputStream().read();
    Await.until(Duration.ofSeconds(60), () -> "the parent stops", () -> states().startsWith("T"));
    holder.destroy(); // as the end of a terminal would: it is deaf to that
    holder.getOutputStream().close(); // as the end of the process that has started it
    awaitStates("SSS");
  }

  @Test
  void nothingButOneProcessThatThereIsCanBeStopped() {
    for (long none : new long[] {0, -1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> frozen.freeze(none))
          .as("%d", none)
          .isInstanceOf(IllegalStateException.class);
    }
    awaitStates("SSS");
  }

  /** A signal is sent before it has its effect: a process runs on its way to a stop and from it. */
  private void awaitStates(String expected) {
    Await.until(
        Duration.ofSeconds(60),
        () -> "states " + expected + ", they are " + states(),
        () -> states().equals(expected));
  }

  /** A letter for each. */
  private String states() {
    StringBuilder states = new StringBuilder(state(parent.pid()));
    parent.descendants().forEach(child -> states.append(state(child.pid())));
    return states.toString();
  }

  private static String state(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    } catch (IOException e) {
      return "-";
    }
  }
}
