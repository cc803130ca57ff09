package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The toolkit is for every Vert.x program: it brings Vert.x and a logging API. */
class ToolkitDependenciesTest {
  @Test
  void nothingElseComesWithIt() {
    assertThat(RuntimeDependencies.ofThisModule())
        .containsExactlyInAnyOrder(
            "io.vertx:vertx-core",
            "org.slf4j:slf4j-api",
            "org.jspecify:jspecify",
            // brought by vertx-core
            "io.vertx:vertx-core-logging",
            "io.netty:*",
            "com.fasterxml.jackson.core:jackson-core");
  }
}
