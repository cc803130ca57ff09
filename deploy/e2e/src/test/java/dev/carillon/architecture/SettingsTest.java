package dev.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.KnownSettings;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.settings.SettingsCheck;
import dev.carillon.text.DurationText;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The catalogue of settings, the document of settings and what the code reads say the same. */
@Tag("walls")
class SettingsTest {
  private static final Pattern NAME = Pattern.compile("CARILLON_[A-Z][A-Z_]*[A-Z]");
  private static final Pattern LITERAL = Pattern.compile("\"(CARILLON_[A-Z_]*[A-Z])\"");
  private static final Pattern RANGE = Pattern.compile("\\[(\\w+) to (\\w+)\\]");
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

  /**
   * Words may stand for a default that depends; numbers, durations, switches and ranges may not.
   */
  @Test
  void defaultsAndRangesOfTheDocumentAreThoseOfTheCode() throws IOException {
    ConfigSource asked = ConfigSource.of(new JsonObject(), Map.of());
    SettingsCheck.ofUp(asked, Path.of("none"));
    SettingsCheck.ofServices(asked, List.of(Services.Name.values()));
    Map<String, String> known = asked.defaults();
    assertThat(known).hasSizeGreaterThan(70);
    List<String> wrong = new ArrayList<>();
    for (String line : Files.readAllLines(Sources.root().resolve("deploy/docs/settings.md"))) {
      if (line.startsWith("| `CARILLON")) {
        String[] cells = line.split("\\|", -1);
        String name = NAME.matcher(cells[1]).results().findFirst().orElseThrow().group();
        String shown = cells[2].strip().replace("`", "");
        String code = known.get(name);
        if (code != null && !(isDefault(shown, code) && hasRange(shown, code))) {
          wrong.add(name + " is shown as " + shown + ", and is " + code);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean isDefault(String shown, String code) {
    boolean depends =
        !shown.matches("(\\d|on\\b|off\\b).*") || shown.matches(".*( with up| else ).*");
    return depends || normal(shown.split("[ ,]", 2)[0]).equals(normal(code.split(" ", 2)[0]));
  }

  private static boolean hasRange(String shown, String code) {
    Matcher inCode = RANGE.matcher(code);
    Matcher inDocument = RANGE.matcher(shown);
    if (!inCode.find()) {
      return true;
    }
    return inDocument.find()
        && (inDocument.group(1).equals("that")
            || normal(inDocument.group(1)).equals(normal(inCode.group(1))))
        && normal(inDocument.group(2)).equals(normal(inCode.group(2)));
  }

  /** 36500d and 876000h are one. */
  private static Object normal(String text) {
    return text.matches("\\d+|on|off") ? text : String.valueOf(DurationText.parse(text));
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
