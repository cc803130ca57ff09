package dev.carillon.e2e;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The same on a real MongoDB, where {@code TEST_MONGO_URL} names a database that may be emptied.
 */
@EnabledIfEnvironmentVariable(named = "TEST_MONGO_URL", matches = ".+")
class RealMongoProfileStoreIT extends ProfileStoreContract {
  @Override
  String url() {
    return System.getenv("TEST_MONGO_URL");
  }
}
