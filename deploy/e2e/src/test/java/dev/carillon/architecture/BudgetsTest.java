package dev.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, methods, constructors and packages stay small enough to be read. */
@Tag("walls")
class BudgetsTest {
  private static final Pattern SENTENCE_END = Pattern.compile("\\.(\\s|$)");

  @TempDir Path folder;

  @Test
  void theProductStaysWithinItsBudgets() {
    assertThat(Budgets.check(Sources.javaFiles())).isEmpty();
  }

  @Test
  void testsStayWithinTheirBudget() {
    assertThat(Sources.testFiles()).hasSizeGreaterThan(100);
    assertThat(Budgets.checkTests(Sources.testFiles())).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsForAndWhatMayEnterAndThatNullsAreMarked() {
    Set<String> missing = new TreeSet<>();
    for (Path file : Sources.javaFiles()) {
      Path info = file.resolveSibling("package-info.java");
      if (!Files.exists(info) || !saysEnough(Budgets.read(info))) {
        missing.add(Sources.root().relativize(file.getParent()).toString());
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Two sentences: what the room is for, and what may enter. */
  private static boolean saysEnough(String info) {
    String words = info.substring(0, Math.max(0, info.indexOf("*/")));
    return info.contains("@NullMarked") && SENTENCE_END.matcher(words).results().count() >= 2;
  }

  @Test
  void aBrokenBudgetIsFound() throws Exception {
    List<Path> planted = new ArrayList<>();
    planted.add(plant("LongFile", "class LongFile {\n" + "  // line\n".repeat(260) + "}\n"));
    planted.add(
        plant("LongMethod", "class LongMethod {\n  void m() {\n" + "\n".repeat(40) + "  }\n}\n"));
    planted.add(
        plant(
            "WideConstructor",
            "class WideConstructor {\n  WideConstructor(int a, int b, int c, int d, int e, int f, int g,"
                + " int h) {}\n}\n"));
    planted.add(
        plant(
            "Bundled",
            """
            class Bundled {
              private final int a;
              record Given(int a, int b) {}
              Bundled(Given given) {
                a = given.a();
              }
            }
            """));
    planted.add(
        plant(
            "Keeps",
            """
            class Keeps {
              private final Bounds bounds;
              record Bounds(int a, int b) {}
              Keeps(Bounds bounds) {
                this.bounds = bounds;
              }
            }
            """));
    for (int i = 0; i < 8; i++) {
      planted.add(plant("Door" + i, "public class Door" + i + " {}\n"));
    }
    assertThat(Budgets.check(planted))
        .anyMatch(v -> v.contains("LongFile") && v.contains("lines"))
        .anyMatch(v -> v.contains("LongMethod") && v.contains("method"))
        .anyMatch(v -> v.contains("WideConstructor") && v.contains("arguments"))
        .anyMatch(v -> v.contains("Bundled") && v.contains("only bundles arguments"))
        .noneMatch(v -> v.contains("Keeps"))
        .anyMatch(v -> v.contains("types in one package"))
        .anyMatch(v -> v.contains("doors"));
  }

  @Test
  void aLongTestFileIsFound() throws Exception {
    Path tooLong =
        plant("TooLongTest", "class TooLongTest {\n" + "  // line\n".repeat(399) + "}\n");
    Path longest =
        plant("LongestTest", "class LongestTest {\n" + "  // line\n".repeat(398) + "}\n");
    assertThat(Budgets.checkTests(List.of(tooLong, longest)))
        .containsExactly("TooLongTest.java: lines 401, allowed 400");
  }

  @Test
  void onlyFullStopsEndSentences() {
    String marked = " */\n@NullMarked\npackage p;\n";
    assertThat(saysEnough("/**\n * What: it is for; one: thing.\n" + marked)).isFalse();
    assertThat(saysEnough("/** Calls {@code a.b()}: one; sentence. */\n@NullMarked\n")).isFalse();
    assertThat(saysEnough("/**\n * What it is for.\n * What may enter.\n" + marked)).isTrue();
    assertThat(saysEnough("/** What it is for. What may enter. */\n@NullMarked\n")).isTrue();
  }

  private Path plant(String name, String source) throws Exception {
    return Files.writeString(folder.resolve(name + ".java"), source);
  }
}
