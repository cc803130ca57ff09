package dev.carillon.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that the API answers, to the letter, as it was recorded before. With {@code
 * -Drecorded.write} the answers of now become the recorded ones; with {@code -Drecorded.with=DIR}
 * those of another checkout are asked, which must have been built.
 */
class RecordedAnswersIT {
  private static final long SEED = 20_261_127;

  @TempDir Path folder;

  @Test
  void everyAnswerIsTheRecordedOne() {
    Map<String, String> environment =
        Map.of(
            "CARILLON_API_KEYS_FILE", Keys.write(folder.resolve("keys")).toString(),
            "CARILLON_ORIGINS", "https://app.example",
            "CARILLON_RATE_LIMIT", "250",
            "CARILLON_HTTP_TIMEOUT", "15s",
            "CARILLON_PUBLIC_URL", "https://mail.example");
    try (Product product = product(environment)) {
      List<Recording> recorded = Recording.all();
      List<Recording> played = played(product, recorded);
      if (System.getProperty("recorded.write") != null) {
        played.forEach(Recording::write);
        return;
      }
      StringBuilder difference = new StringBuilder();
      for (int i = 0; i < recorded.size(); i++) {
        difference.append(recorded.get(i).difference(played.get(i)));
      }
      assertThat(difference.toString()).isEmpty();
      assertThat(new ReplayedExamples(Described.of(product), played).wrong())
          .as("the examples of /openapi.json, and what it was asked and has answered just now")
          .isEmpty();
      assertThat(GeneratedRequests.against(product, SEED))
          .as("what it answers to generated bodies, and what /openapi.json says")
          .isEmpty();
    }
  }

  private Product product(Map<String, String> environment) {
    String other = System.getProperty("recorded.with");
    Path data = folder.resolve("data");
    return other == null
        ? Product.start(data, environment)
        : Product.of(Path.of(other), data, environment);
  }

  private static List<Recording> played(Product product, List<Recording> recorded) {
    List<CompletableFuture<Recording>> beside = new ArrayList<>();
    List<Recording> played = new ArrayList<>();
    for (Recording recording : recorded) {
      if (recording.isBeside()) {
        beside.add(
            CompletableFuture.supplyAsync(
                () -> play(product, recording), Thread::startVirtualThread));
      }
    }
    for (Recording recording : recorded) {
      if (!recording.isBeside()) {
        played.add(play(product, recording));
      }
    }
    beside.forEach(one -> played.add(one.join()));
    return played;
  }

  private static Recording play(Product product, Recording recording) {
    try (Player player = new Player(product, Names.fresh(Keys.names()))) {
      return recording.answered(player.play(recording.blocks()));
    }
  }
}
