package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.RuntimeDependencies;
import org.junit.jupiter.api.Test;

/** Who calls the services over the bus gets no database, no migration tool and no web server. */
class ContractsDependenciesTest {
  @Test
  void nothingElseComesWithThem() {
    assertThat(RuntimeDependencies.ofThisModule())
        .containsExactlyInAnyOrder(
            "dev.carillon:carillon-toolkit",
            "com.fasterxml.jackson.core:jackson-databind",
            "com.fasterxml.jackson.datatype:jackson-datatype-jsr310",
            // brought by the toolkit
            "io.vertx:vertx-core",
            "org.slf4j:slf4j-api",
            "org.jspecify:jspecify",
            "io.vertx:vertx-core-logging",
            "io.netty:*",
            // brought by jackson-databind
            "com.fasterxml.jackson.core:jackson-core",
            "com.fasterxml.jackson.core:jackson-annotations");
  }
}
