package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of asyncio's behaviours names tests that exist, and leaves none of CPython's out. */
class ConformanceTableTest {
  private static final Path TABLE = Path.of("../../deploy/docs/asyncio-conformance.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern OURS = Pattern.compile("`(\\w+Test)#(\\w+)`");
  private static final Pattern THEIRS = Pattern.compile("^\\| `(\\w+\\.test_\\w+)` \\|");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+\\.test_\\w+)` \\| (.*) \\|$");
  private static final Pattern COUNT =
      Pattern.compile(
          "(?m)^\\| `(test_\\w+\\.py)` \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| .+ \\|$");
  private static final Pattern PYTHON_CLASS = Pattern.compile("class (\\w+).*");
  private static final Pattern PYTHON_TEST =
      Pattern.compile("\\s+(?:async )?def (test_\\w+) ?\\(.*");
  private static final Pattern OF_TASKS =
      Pattern.compile(".*(gather|Gather|shield|test_wait|cancel).*");

  @Test
  void everyTestThatTheTableNamesExists() throws IOException {
    List<String> missing = new java.util.ArrayList<>();
    int named = 0;
    Matcher test = OURS.matcher(Files.readString(TABLE));
    while (test.find()) {
      named++;
      if (!source(test.group(1)).contains("@Test\n  void " + test.group(2) + "(")) {
        missing.add(test.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(175);
  }

  @Test
  void noTestOfCpythonIsLeftOut() throws Exception {
    Path theirs = theirTests();
    assumeTrue(theirs != null, "no Python 3.11 with its own tests is installed");
    Set<String> table =
        Files.readAllLines(TABLE).stream()
            .map(THEIRS::matcher)
            .filter(Matcher::find)
            .map(m -> m.group(1))
            .collect(Collectors.toSet());
    Set<String> expected = new TreeSet<>();
    for (String file : List.of("locks", "queues", "taskgroups", "timeouts", "waitfor")) {
      expected.addAll(testsIn(theirs.resolve("test_" + file + ".py")));
    }
    testsIn(theirs.resolve("test_tasks.py")).stream()
        .filter(name -> OF_TASKS.matcher(name).matches())
        .filter(name -> !name.startsWith("RunCoroutineThreadsafe"))
        .forEach(expected::add);
    assertThat(table).containsAll(expected);
  }

  /** Per file: tests, the same here, different, not applicable, without a row. */
  @Test
  void theCountsAreRight() throws Exception {
    Path theirs = theirTests();
    assumeTrue(theirs != null, "no Python 3.11 with its own tests is installed");
    String text = Files.readString(TABLE);
    Map<String, String> rows = new HashMap<>();
    ROW.matcher(text).results().forEach(row -> rows.put(row.group(1), row.group(2)));
    Set<String> counted = new TreeSet<>();
    for (MatchResult count : COUNT.matcher(text).results().toList()) {
      counted.add(count.group(1));
      List<Integer> said =
          IntStream.rangeClosed(2, 6).mapToObj(i -> Integer.valueOf(count.group(i))).toList();
      assertThat(said)
          .as(count.group(1))
          .isEqualTo(counts(testsIn(theirs.resolve(count.group(1))), rows));
    }
    try (Stream<Path> files = Files.list(theirs)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.startsWith("test_")))
          .allMatch(counted::contains);
    }
  }

  private static List<Integer> counts(Set<String> tests, Map<String, String> rows) {
    List<String> reasons = tests.stream().map(rows::get).filter(Objects::nonNull).toList();
    int same = (int) reasons.stream().filter(r -> r.matches("`\\w+Test#\\w+`.*")).count();
    int different = (int) reasons.stream().filter(r -> r.startsWith("differs")).count();
    return List.of(
        tests.size(),
        same,
        different,
        reasons.size() - same - different,
        tests.size() - reasons.size());
  }

  private static Set<String> testsIn(Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    String type = "";
    for (String line : Files.readAllLines(file)) {
      Matcher classLine = PYTHON_CLASS.matcher(line);
      Matcher testLine = PYTHON_TEST.matcher(line);
      if (classLine.matches()) {
        type = classLine.group(1);
      } else if (testLine.matches()) {
        names.add(type + "." + testLine.group(1));
      }
    }
    return names;
  }

  private static Path theirTests() throws Exception {
    String program =
        "import sys, test.test_asyncio as t; print(sys.version_info[:2] == (3, 11)); "
            + "print(t.__path__[0])";
    try {
      Process python = new ProcessBuilder("python3", "-c", program).start();
      List<String> output =
          new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      return python.waitFor() == 0 && output.get(0).equals("True") ? Path.of(output.get(1)) : null;
    } catch (IOException notThere) {
      return null;
    }
  }

  private static String source(String type) {
    try (Stream<Path> files = Files.walk(TESTS)) {
      Path file =
          files
              .filter(p -> p.getFileName().toString().equals(type + ".java"))
              .findFirst()
              .orElse(null);
      return file == null ? "" : Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
