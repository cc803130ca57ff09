package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units of systemd that are installed, and what systemd itself says of them. */
class UnitsTest {
  private static final List<String> UNITS =
      List.of("carillon.service", "carillon@.service", "carillon-node.service");

  private static final String SECURITY = "security --offline=yes --threshold=25 --no-pager ./";

  /** The first with {@code --offline} and {@code --threshold}. */
  private static final int ABLE = 250;

  @TempDir Path folder;

  @Test
  void eachServiceIsConfined() throws IOException {
    for (String unit : UNITS) {
      assertThat(unit(unit).lines())
          .as(unit)
          .contains(
              "NoNewPrivileges=yes",
              "ProtectSystem=strict",
              "CapabilityBoundingSet=",
              "SystemCallFilter=@system-service")
          .containsAnyOf("DynamicUser=yes", "User=carillon"); // who is to read files of its own
    }
  }

  @Test
  void systemdFindsNothingWrong() throws IOException {
    for (String unit : UNITS) {
      write(unit, unit(unit));
    }
    String named = String.join(" ", UNITS).replace("@.", "@users.");
    assertThat(analyze("verify --man=no " + named)).isEqualTo("status 0\n");
  }

  /** The counterexample. */
  @Test
  void aLineThatSystemdDoesNotKnowIsFound() throws IOException {
    write("carillon.service", unit("carillon.service").replace("ProtectHome=", "ProtectHomes="));
    assertThat(analyze("verify --man=no carillon.service")).contains("ProtectHomes");
  }

  /** In tenths: 2.5 of 10, where 10 is a service that is not confined at all. */
  @Test
  void systemdHoldsThemForWellConfined() throws IOException {
    for (String unit : UNITS) {
      write(unit, unit(unit));
      assertThat(analyze(SECURITY + unit)).as(unit).endsWith("status 0\n");
    }
    write("open.service", "[Service]\nExecStart=/bin/sh\n");
    assertThat(analyze(SECURITY + "open.service")).endsWith("status 1\n");
  }

  private static String unit(String name) throws IOException {
    return Files.readString(Installation.DIST.resolve("systemd").resolve(name));
  }

  /** With the program of the checkout: what is not there or cannot be run is a complaint. */
  private void write(String unit, String text) throws IOException {
    Path program = Installation.DIST.resolve("bin/carillon").toAbsolutePath().normalize();
    Files.writeString(
        folder.resolve(unit), text.replace("/opt/carillon/bin/carillon", program.toString()));
  }

  private String analyze(String arguments) {
    String program = Programs.need("systemd-analyze");
    String version =
        Programs.shell(folder.resolve("version.txt"), Map.of(), program + " --version | head -n 1");
    int number = Integer.parseInt(version.replaceAll("(?s)^\\D*(\\d+).*", "$1"));
    Assumptions.assumeTrue(number >= ABLE, "systemd-analyze is older than 250: skipped");
    return Programs.shell(
        folder.resolve("output.txt"),
        Map.of(),
        "cd '" + folder + "' && " + program + " " + arguments + "; echo \"status $?\"");
  }
}
