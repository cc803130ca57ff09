package dev.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.KnownSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The catalogue of settings, the document of settings and what the code reads say the same. */
@Tag("walls")
class SettingsTest {
  private static final Pattern NAME = Pattern.compile("CARILLON_[A-Z][A-Z_]*[A-Z]");
  private static final Pattern LITERAL = Pattern.compile("\"(CARILLON_[A-Z_]*[A-Z])\"");
  private static final Pattern SHELL = Pattern.compile("\\$\\{(CARILLON_[A-Z_]*[A-Z])\\b");

  @Test
  void everySettingOfTheCatalogueHasARowInTheDocumentAndTheOtherWayRound() throws IOException {
    Set<String> rows =
        Files.readAllLines(Sources.root().resolve("deploy/docs/settings.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> NAME.matcher(line.split("\\|", -1)[1]).results())
            .map(found -> found.group())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).isEqualTo(KnownSettings.names());
  }

  @Test
  void whatTheCodeAndTheScriptsReadIsInTheCatalogue() {
    Set<String> read = new TreeSet<>();
    Sources.javaFiles().forEach(file -> read.addAll(found(LITERAL, file)));
    List.of("carillon", "mvnw", ".mvn/jdk.sh", ".mvn/place.sh")
        .forEach(script -> read.addAll(found(SHELL, Sources.root().resolve(script))));
    assertThat(read).contains("CARILLON_HTTP_PORT", "CARILLON_HEAP");
    assertThat(KnownSettings.names()).containsAll(read);
  }

  private static Set<String> found(Pattern pattern, Path file) {
    try {
      return pattern
          .matcher(Files.readString(file))
          .results()
          .map(match -> match.group(1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
