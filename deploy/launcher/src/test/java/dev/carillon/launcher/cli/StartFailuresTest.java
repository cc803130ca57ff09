package dev.carillon.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A start that fails before anything runs says why in a sentence, by the names of what the person
 * set; nothing that is secret is in any output, and no folder is left.
 */
class StartFailuresTest {
  private static final String SECRET = "marked-secret";

  /** A row of a setting whose values have bounds. */
  private static final Pattern WITH_A_RANGE =
      Pattern.compile("^\\| `(CARILLON_\\w+)` \\| [^|]*\\[[^|\\]]* to [^|]*] \\|");

  @TempDir Path folder;

  /** The setting, a value that cannot be used, and a word of the rule. */
  record Wrong(String name, String value, String rule) {}

  static Stream<Wrong> wrong() {
    return Stream.of(
        new Wrong("CARILLON_PG_URL", "postgresql://me:marked-secret@host:abc/db", "must look like"),
        new Wrong("CARILLON_PG_URL", "postgresql://me:marked-secret@a,b:x/db", "must look like"),
        new Wrong("CARILLON_PG_URL", "me:marked-secret@host", "must look like"),
        new Wrong("CARILLON_USERS_PG_URL", "postgresql//me:marked-secret@host/db", "must look"),
        new Wrong(
            "CARILLON_MIGRATION_URL", "postgresql://me:marked-secret%zz@host/db", "must look like"),
        new Wrong(
            "CARILLON_PG_URL",
            "postgresql://me:marked-secret@a,b/db?target_session_attrs=any",
            "target_session_attrs"),
        new Wrong("CARILLON_MONGO_URL", "mongodb://me:marked-secret/x@host/db", "must look like"),
        new Wrong("CARILLON_MONGO_URL", "mongodb//me:marked-secret@host/db", "must look like"),
        new Wrong("CARILLON_MONGO_URL", "mongodb://me:marked-secret%@host/db", "must look like"),
        new Wrong("CARILLON_SMTP_URL", "smtp://me:marked-secret x@host", "must look like"),
        new Wrong("CARILLON_SMTP_URL", "smtp://me:marked-secret@a,smpt://b", "must look like"),
        new Wrong("CARILLON_SMTP_URL", "smtp://me:marked-secret%zz@host", "must look like"),
        new Wrong("CARILLON_PG_PASSWORD", "marked-secret", "is not a setting"),
        new Wrong("CARILLON_API_KEYS_FILE", "FILE", "wrong line"),
        new Wrong("CARILLON_DKIM_KEY", "FILE", "private key"),
        new Wrong("CARILLON_CONFIG", "FILE", "is not a properties file"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aSettingThatCannotBeUsedIsRefusedByItsNameAndNeverShown(Wrong wrong) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), SECRET + " \\u12 " + SECRET);
    Map<String, String> environment = new HashMap<>();
    environment.put(wrong.name(), wrong.value().replace("FILE", file.toString()));
    for (String[] command :
        new String[][] {
          {"up", "--data", folder.resolve("data").toString()},
          {"service", "users", "notifier", "gateway"},
          {"check"},
          {"check", "users", "notifier", "gateway"}
        }) {
      Typed typed = Typed.run(environment, command);
      assertThat(typed.status()).isEqualTo(1);
      assertThat(typed.text())
          .contains(wrong.name() + (wrong.name().equals("CARILLON_CONFIG") ? ":" : " "))
          .contains(wrong.rule())
          .doesNotContain(SECRET, "Exception", "\tat ");
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void everythingThatIsWrongIsSaidTogetherByTheNamesOfWhatWasSet() {
    Typed typed =
        Typed.run(
            Map.of(
                "CARILLON_HTTP_PROT", "1",
                "CARILLON_POOL_WAIT", "soon",
                "CARILLON_USERS_CONSUMERS", "mail,male",
                "CARILLON_INSTANCES", "0",
                "CARILLON_LOG_LEVEL", "LOUD",
                "CARILLON_QUIET_HOURS", "never"),
            "up",
            "--data",
            folder.resolve("data").toString(),
            "--port",
            "70000");
    assertThat(typed.status()).isEqualTo(1);
    assertThat(typed.err())
        .contains("did you mean CARILLON_HTTP_PORT?")
        .contains("CARILLON_POOL_WAIT must")
        .contains("CARILLON_USERS_CONSUMERS must name none but mail")
        .contains("CARILLON_INSTANCES must")
        .contains("CARILLON_LOG_LEVEL must")
        .contains("CARILLON_QUIET_HOURS must")
        .contains("--port must be")
        .doesNotContain("CARILLON_HTTP_PORT must");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  /** One that is read only when something starts would be called good by this command. */
  @Test
  void everyNumberAndTimeOfTheSettingsPageIsLookedAt() throws IOException {
    Map<String, String> all = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/settings.md"))) {
      Matcher row = WITH_A_RANGE.matcher(line);
      if (row.find()) {
        all.put(row.group(1), "rubbish");
      }
    }
    assertThat(all).hasSizeGreaterThan(70);
    Typed typed = Typed.run(all, "check", "users", "notifier", "gateway");
    assertThat(typed.status()).isEqualTo(1);
    assertThat(all.keySet()).allSatisfy(name -> assertThat(typed.err()).contains(name + " "));
  }

  @Test
  void aServiceNamesEverythingThatItNeeds() {
    Typed typed = Typed.run(Map.of(), "service", "users", "notifier", "gateway");
    assertThat(typed.err())
        .contains("CARILLON_USERS_PG_URL or CARILLON_PG_URL is required")
        .contains("CARILLON_NOTIFIER_PG_URL or CARILLON_PG_URL is required")
        .contains("CARILLON_MONGO_URL is required")
        .contains("CARILLON_SMTP_URL is required")
        .contains("CARILLON_API_KEYS_FILE is required");
    assertThat(typed.out()).isEmpty();
  }

  @Test
  void settingsThatCanBeUsedAreSaidToBeSo() {
    assertThat(Typed.run(Map.of("CARILLON_POOL_WAIT", "PT2S"), "check").status()).isZero();
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aBackupOfNothingIsRefusedAndMakesNothing() {
    String data = folder.resolve("data").toString();
    String file = folder.resolve("backup.zip").toString();
    Typed typed = Typed.run(Map.of(), "backup", file, "--data", data);
    assertThat(typed.status()).isEqualTo(1);
    assertThat(typed.err()).contains("There is no data folder " + data, "CARILLON_MONGO_URL");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPortThatIsTakenIsSaidAndNoFolderIsLeft() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path data = folder.resolve("new").resolve("data");
      String port = Integer.toString(taken.getLocalPort());
      Typed typed = Typed.run(Map.of(), "up", "--data", data.toString(), "--port", port);
      assertThat(typed.status()).isEqualTo(1);
      assertThat(typed.err()).contains("cannot be used").contains("--port");
      assertThat(folder.resolve("new")).doesNotExist();
    }
  }
}
