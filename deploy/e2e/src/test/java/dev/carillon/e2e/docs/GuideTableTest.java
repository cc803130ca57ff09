package dev.carillon.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The classes that playground.md names behind the rows of the guide are there. */
class GuideTableTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z]+)`");

  @Test
  void eachClassBehindARowExists() throws IOException {
    String page = Files.readString(ROOT.resolve("deploy/docs/playground.md"));
    List<String> named =
        page.substring(page.indexOf("| The guide shows |"))
            .lines()
            .map(row -> row.split("(?<!\\\\)\\|", -1))
            .filter(cells -> cells.length > 3)
            .flatMap(cells -> NAME.matcher(cells[3]).results().map(GuideTableTest::name))
            .filter(name -> !name.equals("Future")) // that of Vert.x
            .toList();
    assertThat(named).hasSizeGreaterThan(30).isSubsetOf(classes());
  }

  private static String name(MatchResult match) {
    return match.group(1);
  }

  private static Set<String> classes() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().contains("src/main/java"))
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".java"))
          .map(file -> file.substring(0, file.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }
}
