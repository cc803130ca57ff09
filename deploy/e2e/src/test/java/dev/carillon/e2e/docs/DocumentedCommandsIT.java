package dev.carillon.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.process.AotCache;
import dev.carillon.e2e.harness.Programs;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every block of commands in README and {@code deploy/docs} as a reader would paste it, page by
 * page into one shell, in a folder with the {@code .carillon} of a running {@code up}. Answers that
 * a page shows are compared with what comes; no other problem may come.
 */
@WithUp
class DocumentedCommandsIT {
  private static final String MAIN = "dev.carillon.launcher.Carillon";
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern FAILED =
      Pattern.compile(
          "command not found|No such file| answers [45]|curl: \\(|syntax error|Usage: |^Unknown |Exception");

  private static final Pattern STATEMENT = Pattern.compile("`(select\\s[^`]*\\sfrom\\s[^`]*)`");

  /** What never ends by itself ends after some seconds, and a service's settings are checked. */
  private static final String CARILLON =
      """
      #!/bin/sh
      case "$1" in
        service) shift; exec $COMMAND check "$@" ;;
        tail) timeout 6 $COMMAND "$@" || [ $? = 124 ] ;;
        *) exec $COMMAND "$@" ;;
      esac
      """;

  private static final String CURL =
      """
      #!/bin/sh
      case "$*" in *text/event-stream*) exec timeout 4 "$CURL" "$@" ;; esac
      exec "$CURL" "$@"
      """;

  @TempDir static Path folder;
  private final Up up;

  DocumentedCommandsIT(Up up) {
    this.up = up;
  }

  @BeforeAll
  static void prepare(Up up) throws IOException {
    Files.createSymbolicLink(folder.resolve(".carillon"), up.data());
    program(folder.resolve("carillon"), CARILLON);
    program(Files.createDirectory(folder.resolve("bin")).resolve("curl"), CURL);
  }

  static Stream<Path> pages() {
    return CommandBlock.pages(ROOT).stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void eachBlockDoesWhatItsPageSays(Path page) {
    List<CommandBlock> blocks =
        CommandBlock.of(page).stream().filter(CommandBlock::isForUsers).toList();
    List<String> wrong = new ArrayList<>();
    StringBuilder script = new StringBuilder("cd '" + folder + "'\nPATH=$PWD/bin:$PATH\n");
    for (CommandBlock block : blocks) {
      block.unsafeComments().forEach(line -> wrong.add(block.name() + " is not safe: " + line));
      script.append("echo '=== ").append(block.name()).append("'\n");
      script.append(block.text().replace(":8080", ":" + up.port())).append('\n');
    }
    String output =
        Programs.shell(folder.resolve(page.getFileName() + ".txt"), environment(), script + "\n");
    for (CommandBlock block : blocks) {
      String mark = "=== " + block.name() + "\n";
      String said = output.substring(output.indexOf(mark) + mark.length()).split("(?m)^=== ", 2)[0];
      check(block, said, wrong);
    }
    assertThat(wrong).as(output).isEmpty();
  }

  /** What an operator asks the database in a page's text, of each schema. */
  @Test
  void theStatementsOfThePagesAreThoseOfThisVersion() throws IOException {
    List<String> asked = new ArrayList<>();
    try (Database database = Database.in(up.data());
        Stream<Path> pages = Files.list(ROOT.resolve("deploy/docs"))) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        STATEMENT
            .matcher(Files.readString(page))
            .results()
            .map(found -> found.group(1).replaceAll("\\s+", " "))
            .flatMap(sql -> Stream.of("users", "notifier").map(s -> sql.replace("SCHEMA", s)))
            .forEach(asked::add);
      }
      asked.forEach(database::texts);
    }
    assertThat(asked).hasSizeGreaterThanOrEqualTo(4);
  }

  private void check(CommandBlock block, String said, List<String> wrong) {
    String rest = said.replace(":" + up.port(), ":8080");
    for (Pattern answer : block.answers()) {
      Matcher found = answer.matcher(rest);
      if (found.find()) {
        rest = rest.substring(0, found.start()) + rest.substring(found.end());
      } else {
        wrong.add(block.name() + ": nothing like " + answer);
      }
    }
    Matcher failed = FAILED.matcher(rest);
    if (failed.find()) {
      wrong.add(block.name() + ": " + failed.group());
    }
    if (rest.contains("\"type\":\"/problems/")) {
      wrong.add(block.name() + ": a problem that the page does not show");
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("KEY", up.key());
    environment.put("HOME", folder.toString());
    environment.put("CURL", Programs.need("curl"));
    String classes = System.getProperty("java.class.path");
    List<String> command = AotCache.command(Running.OPTIONS, classes, MAIN, List.of());
    environment.put("COMMAND", String.join(" ", command)); // the shell takes it apart again
    return environment;
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
