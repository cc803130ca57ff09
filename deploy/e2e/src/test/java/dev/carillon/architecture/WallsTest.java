package dev.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The product keeps every wall, and the classes in {@code planted} packages break every one. */
@Tag("walls")
class WallsTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter().importPaths(Sources.classFolders());
  private static final JavaClasses PLANTED =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("/planted/"))
          .importPath(Sources.root().resolve("deploy/e2e/target/test-classes"));

  static Stream<String> walls() {
    return Walls.ALL.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("walls")
  void theProductKeepsTheWall(String name) {
    ArchRule rule = rule(name);
    rule.check(PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("walls")
  void aPlantedClassBreaksTheWall(String name) {
    assertThat(rule(name).evaluate(PLANTED).hasViolation()).as(name).isTrue();
  }

  @Test
  void aReferenceToAClockIsFoundLikeACall() {
    assertThat(
            rule("time and environment have their places")
                .evaluate(PLANTED)
                .getFailureReport()
                .toString())
        .contains("RefersToClock")
        .contains("ReadsClock");
  }

  @Test
  void theProductWasFound() {
    assertThat(PRODUCT.contain("dev.carillon.gateway.GatewayVerticle")).isTrue();
    assertThat(PRODUCT.contain("dev.carillon.bus.Bus")).isTrue();
    assertThat(PRODUCT.size()).isGreaterThan(100);
  }

  private static ArchRule rule(String name) {
    return Walls.ALL.get(name);
  }
}
