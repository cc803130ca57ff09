package dev.carillon.users.store.mongo;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The same on a real MongoDB, where {@code TEST_MONGO_URL} names a database that may be emptied.
 */
@EnabledIfEnvironmentVariable(named = "TEST_MONGO_URL", matches = ".+")
class RealMongoProfileStoreIT {
  private static String mongoUrl() {
    return System.getenv("TEST_MONGO_URL");
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
