package dev.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No future of the product is dropped; the planted one is found. */
@Tag("walls")
class DroppedFuturesTest {
  @Test
  void theProductDropsNoFuture() {
    List<Path> classFiles =
        Sources.classFolders().stream().flatMap(f -> Sources.files(f, ".class")).toList();
    assertThat(classFiles).hasSizeGreaterThan(100);
    assertThat(DroppedFutures.in(classFiles)).isEmpty();
  }

  @Test
  void aDroppedFutureIsFoundAndAFluentCallIsNot() {
    List<Path> planted =
        Sources.files(
                Sources.root().resolve("deploy/e2e/target/test-classes/dev/carillon/planted"),
                "DropsFuture.class")
            .toList();
    assertThat(DroppedFutures.in(planted))
        .singleElement()
        .asString()
        .contains("DropsFuture.dropped")
        .contains("Vertx.close");
  }
}
