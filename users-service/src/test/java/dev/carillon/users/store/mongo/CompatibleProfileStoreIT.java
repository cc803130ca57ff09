package dev.carillon.users.store.mongo;

import dev.carillon.embedded.testkit.Backends;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The profile store on the server that {@code up} brings along. */
class CompatibleProfileStoreIT {
  @TempDir static Path folder;
  private static Backends backends;

  @BeforeAll
  static void start() {
    backends = Backends.start(folder);
  }

  @AfterAll
  static void stop() {
    backends.close();
  }

  private static String mongoUrl() {
    return backends.config().getString("CARILLON_MONGO_URL");
  }

  @Nested
  class Documents extends ProfileDocumentContract {
    @Override
    String url() {
      return mongoUrl();
    }
  }

  @Nested
  class Queries extends ProfileQueryContract {
    @Override
    String url() {
      return mongoUrl();
    }
  }

  @Nested
  class Injections extends ProfileInjectionContract {
    @Override
    String url() {
      return mongoUrl();
    }
  }
}
