package dev.carillon.launcher.cli;

import static dev.carillon.launcher.node.Services.Name.GATEWAY;
import static dev.carillon.launcher.node.Services.Name.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.embedded.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands say: help, versions, and sentences instead of stacks. */
class CommandsTest {
  @TempDir Path data;

  @BeforeEach
  void aKey() throws IOException {
    Files.writeString(data.resolve("admin.key"), "sk_marked-secret\n");
  }

  @Test
  void helpNamesEveryCommandAlsoThoseOfACheckout() {
    for (String[] asked : new String[][] {{"--help"}, {"help"}}) {
      Typed typed = Typed.run(Map.of(), asked);
      assertThat(typed.status()).isZero();
      assertThat(typed.out())
          .contains(
              "up ", "service ", "check ", "tasks ", "doctor ", "tail ", "version ", "completion ")
          .contains("users ", "mail ", "inbox ", "broadcasts ", "templates ", "ledger ")
          .contains("bench ", "simulate ", "chaos ");
    }
    assertThat(Typed.run(Map.of(), "help", "tail").out()).contains("--data", "--key-file");
    assertThat(Typed.run(Map.of(), "version").out()).startsWith("carillon ");
  }

  @Test
  void theCompletionKnowsCommandsAndOptions() {
    Typed typed = Typed.run(Map.of(), "completion");
    assertThat(typed.status()).isZero();
    assertThat(typed.out())
        .startsWith("#!")
        .contains("bashcompinit")
        .contains("complete -F _complete_carillon")
        .contains("'--management-port'", "'--created-from'", "'--password-file'")
        .contains("./carillon");
  }

  @Test
  void onlyPlainNamesOfServicesNeedNotBeParsed() {
    assertThat(ServiceCommand.plain("service", "users")).containsExactly(USERS);
    assertThat(ServiceCommand.plain("service", "Gateway", "users")).containsExactly(USERS, GATEWAY);
    for (String line :
        new String[] {
          "service", "service users users", "service --debug users", "service -h", "service user",
          "up", "up users", "Service users", "service users @FILE", "service users "
        }) {
      assertThat(ServiceCommand.plain(line.split(" ", -1))).as(line).isEmpty();
    }
    assertThat(Typed.run(Map.of(), "service", "user").status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tail", "tasks", "doctor"})
  void whereNobodyAnswersOneSentenceSaysSo(String command) {
    String port = Integer.toString(FreePorts.next());
    Typed typed = Typed.run(Map.of(), command, "--data", data.toString(), "--port", port);
    assertThat(typed.status()).isEqualTo(1);
    assertThat(typed.text()).startsWith("carillon: Nothing answers at http://127.0.0.1:" + port);
    assertSentence(typed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+8080", "08080", "٨٠٨٠", "8080 "})
  void aNumberHasOneSpelling(String port) {
    Typed typed = Typed.run(Map.of(), "up", "--data", data.toString(), "--port", port);
    assertThat(typed.status()).isEqualTo(2);
    assertThat(typed.text()).contains("'--port'").contains("'" + port + "' is not a whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tail", "tasks", "doctor"})
  void whatIsNotTheApiIsSaidToBeSo(String command) throws IOException {
    HttpServer stranger =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    stranger.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    stranger.start();
    try {
      Files.writeString(data.resolve("url"), "http://127.0.0.1:" + stranger.getAddress().getPort());
      Typed typed = Typed.run(Map.of(), command, "--data", data.toString());
      assertThat(typed.status()).isEqualTo(1);
      assertThat(typed.text()).contains(":" + stranger.getAddress().getPort());
      assertSentence(typed);
    } finally {
      stranger.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tail", "tasks", "doctor"})
  void anAddressOrAKeyThatIsNoneIsNeitherTriedNorShown(String command) throws IOException {
    Typed typed =
        Typed.run(
            Map.of(), command, "--data", data.toString(), "--url", "ftp://me:marked-secret@host");
    assertThat(typed.err()).contains("--url must look like");
    assertSentence(typed);
    Files.writeString(data.resolve("admin.key"), "marked-secret\nmarked-secret\n");
    Typed twoLines = Typed.run(Map.of(), command, "--data", data.toString());
    assertThat(twoLines.err()).contains("does not hold one key");
    assertSentence(twoLines);
    Typed none = Typed.run(Map.of(), command, "--data", data.resolve("none").toString());
    assertThat(none.err()).contains("cannot be read").contains("--data");
    assertSentence(none);
  }

  private static void assertSentence(Typed typed) {
    assertThat(typed.text().lines()).hasSize(1);
    assertThat(typed.text()).doesNotContain("Exception", "\tat ", "marked-secret");
  }
}
