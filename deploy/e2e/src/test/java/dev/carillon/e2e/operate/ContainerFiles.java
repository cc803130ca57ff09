package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What makes the image and what runs it, in {@code deploy/containers}. */
final class ContainerFiles {
  static final Path COMPOSE = Path.of("../containers/compose.yaml");
  private static final Path DOCKERFILE = Path.of("../containers/Dockerfile");
  private static final Pattern HEALTH =
      Pattern.compile("(?m)^HEALTHCHECK .*\\\\\n\\s+CMD (\\[.*\\])$");

  private ContainerFiles() {}

  static String dockerfile() {
    return ObserveFiles.read(DOCKERFILE);
  }

  /** The command that says by its status whether a container is healthy. */
  static List<String> healthCheck() {
    Matcher health = HEALTH.matcher(dockerfile());
    assertThat(health.find()).as("a HEALTHCHECK in the form of a list").isTrue();
    return new JsonArray(health.group(1)).stream().map(String.class::cast).toList();
  }
}
