package dev.carillon.e2e.users;

import dev.carillon.e2e.harness.Up;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random requests to the real API against a model of a few maps, with a clean stop and a SIGKILL in
 * between. The seed is in the test's name; {@code -Dmodel.steps=N} makes it longer.
 */
class UsersModelIT {
  private static final int STEPS = Integer.getInteger("model.steps", 200);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void theDirectoryDoesWhatTheModelSays(long seed) {
    Path data = folder.resolve("data");
    DirectoryModel model = new DirectoryModel(seed);
    Map<String, String> environment = Map.of("CARILLON_WELCOME", "off");
    try (Up up = Up.start(data, environment)) {
      walk(model, up);
    } // stopped cleanly
    try (Up up = Up.start(data, environment)) {
      walk(model, up);
      up.process().kill();
    }
    try (Up up = Up.start(data, environment)) {
      walk(model, up);
    }
  }

  private static void walk(DirectoryModel model, Up up) {
    model.use(up.client());
    model.compareAll();
    for (int i = 0; i < STEPS; i++) {
      model.step();
    }
    model.compareAll();
  }
}
