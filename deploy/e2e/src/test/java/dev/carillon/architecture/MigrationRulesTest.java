package dev.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No script behind the promise locks what others work on, or takes away what the version beside it
 * uses. For each rule there is a script that breaks it, so that a rule that sees nothing is seen.
 */
@Tag("walls")
class MigrationRulesTest {
  private static final List<String> FOLDERS =
      List.of(
          "shared/kit/src/main/resources/db/kit",
          "users-service/src/main/resources/db/users",
          "notifier-service/src/main/resources/db/notifier");
  private static final Path PLANTED =
      Sources.root().resolve("deploy/e2e/src/test/resources/migrations");
  private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

  @Test
  void scriptsBehindThePromiseBreakNoRule() {
    for (String folder : FOLDERS) {
      Path scripts = Sources.root().resolve(folder);
      int since = since(scripts);
      Sources.files(scripts, ".sql")
          .filter(script -> number(script) > since)
          .forEach(script -> assertThat(broken(script)).as(script.toString()).isEmpty());
    }
  }

  @Test
  void eachRuleHasAScriptThatBreaksItAndNoOther() {
    Set<String> seen = new TreeSet<>();
    Sources.files(PLANTED.resolve("refused"), ".sql")
        .forEach(
            script -> {
              String rule = script.getFileName().toString().replaceAll("(-\\d)?\\.sql$", "");
              assertThat(broken(script)).as(script.toString()).containsExactly(rule);
              seen.add(rule);
            });
    assertThat(seen).isEqualTo(new TreeSet<>(MigrationRules.names()));
  }

  @Test
  void whatLocksNothingIsAllowed() {
    Sources.files(PLANTED.resolve("allowed"), ".sql")
        .forEach(script -> assertThat(broken(script)).as(script.toString()).isEmpty());
  }

  private static int number(Path script) {
    Matcher name = NAME.matcher(script.getFileName().toString());
    assertThat(name.matches()).as(script.toString()).isTrue();
    return Integer.parseInt(name.group(1));
  }

  private static int since(Path folder) {
    Properties promise = new Properties();
    try (Reader file = Files.newBufferedReader(folder.resolve("promise.properties"))) {
      promise.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Integer.parseInt(promise.getProperty("since"));
  }

  private static Set<String> broken(Path script) {
    return MigrationRules.broken(read(script));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
