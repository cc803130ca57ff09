package dev.carillon.e2e;

import dev.carillon.e2e.harness.Backends;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The profile store on the server that {@code up} brings along. */
class CompatibleProfileStoreIT extends ProfileStoreContract {
  @TempDir static Path folder;
  private static Backends backends;

  @Override
  String url() {
    if (backends == null) {
      backends = Backends.start(folder, "smtp://127.0.0.1:9");
    }
    return backends.environment().get("CARILLON_MONGO_URL");
  }

  @AfterAll
  static void stop() {
    backends.close();
  }
}
