package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.embedded.LocalStack.External;
import dev.carillon.embedded.testkit.PostgresTemplate;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks where the databases of a folder run is told of those that are there. */
class RunningStackIT {
  private static final External MONGO_ELSEWHERE = new External(false, false, true, true);
  private static final External USERS_ELSEWHERE = new External(true, false, true, true);
  private static final External MONGO_ALONE_HERE = new External(true, true, false, true);

  @TempDir Path folder;

  @Test
  void whatIsExternalIsNeitherStartedNorFound() {
    PostgresTemplate.copyInto(folder);
    assertThat(LocalStack.ofRunning(folder, MONGO_ELSEWHERE)).isNull();
    try (DataDirectory data = DataDirectory.open(folder);
        LocalStack stack = LocalStack.start(data, MONGO_ELSEWHERE, Progress.quiet())) {
      assertThat(LocalStack.ofRunning(folder, MONGO_ELSEWHERE)).isEqualTo(stack.config());
      JsonObject withoutUsers = stack.config().copy();
      withoutUsers.remove("CARILLON_USERS_PG_URL");
      withoutUsers.remove("CARILLON_USERS_MIGRATION_URL");
      assertThat(LocalStack.ofRunning(folder, USERS_ELSEWHERE)).isEqualTo(withoutUsers);
    }
  }

  @Test
  void aDocumentStoreWithoutAPostgresIsFoundToo() {
    assertThat(LocalStack.ofRunning(folder, MONGO_ALONE_HERE)).isNull();
    try (DataDirectory data = DataDirectory.open(folder);
        LocalStack stack = LocalStack.start(data, MONGO_ALONE_HERE, Progress.quiet())) {
      assertThat(stack.config().fieldNames()).containsExactly("CARILLON_MONGO_URL");
      assertThat(LocalStack.ofRunning(folder, MONGO_ALONE_HERE)).isEqualTo(stack.config());
    }
    assertThat(LocalStack.ofRunning(folder, MONGO_ALONE_HERE)).isNull();
  }
}
