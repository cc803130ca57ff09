package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void aPortIsGivenOnceAndMayBeHadAgain() {
    int port = FreePorts.next();
    assertThat(FreePorts.next()).isNotEqualTo(port);
    assertThat(FreePorts.again(port)).isTrue();
  }

  @Test
  void aPortOnWhichSomebodyListensIsNotFree() throws IOException {
    int port = FreePorts.next();
    try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(server.isBound()).isTrue();
      assertThat(FreePorts.again(port)).isFalse();
    }
  }

  @Test
  void aPortOfAnotherProcessIsNotTakenBeforeItsServerHasStarted() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = other.inputReader(StandardCharsets.US_ASCII)) {
      int port = Integer.parseInt(said.readLine());
      assertThat(FreePorts.again(port)).as("while it lives").isFalse();
      other.destroyForcibly();
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(FreePorts.again(port)).as("after its end").isTrue();
    }
  }

  /** Is given a port, says which, and lives until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(FreePorts.next());
      while (System.in.read() >= 0) {
        // until the end of its input
      }
    }
  }
}
