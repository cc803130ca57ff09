package dev.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, methods, constructors and packages stay small enough to be read. */
@Tag("walls")
class BudgetsTest {
  @TempDir Path folder;

  @Test
  void theProductStaysWithinItsBudgets() {
    assertThat(Budgets.check(Sources.javaFiles())).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsForAndThatNullsAreMarked() {
    List<String> missing = new ArrayList<>();
    for (Path file : Sources.javaFiles()) {
      Path info = file.resolveSibling("package-info.java");
      if (!Files.exists(info) || !Budgets.read(info).contains("@NullMarked")) {
        missing.add(file.getParent().toString());
      }
    }
    assertThat(missing).isEmpty();
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
            "class WideConstructor {\n  WideConstructor(int a, int b, int c, int d, int e, int f) {}\n}\n"));
    for (int i = 0; i < 11; i++) {
      planted.add(plant("Door" + i, "public class Door" + i + " {}\n"));
    }
    assertThat(Budgets.check(planted))
        .anyMatch(v -> v.contains("LongFile") && v.contains("lines"))
        .anyMatch(v -> v.contains("LongMethod") && v.contains("method"))
        .anyMatch(v -> v.contains("WideConstructor") && v.contains("arguments"))
        .anyMatch(v -> v.contains("classes in one package"))
        .anyMatch(v -> v.contains("doors"));
  }

  private Path plant(String name, String source) throws Exception {
    return Files.writeString(folder.resolve(name + ".java"), source);
  }
}
