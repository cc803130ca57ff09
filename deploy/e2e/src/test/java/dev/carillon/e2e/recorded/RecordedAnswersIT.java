package dev.carillon.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
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
  private static final Map<String, String> ROLES =
      Map.of("admin", "admin", "writer", "writer", "reader", "reader", "hasty", "reader");

  @TempDir Path folder;

  @Test
  void everyAnswerIsTheRecordedOne() throws Exception {
    Map<String, String> environment =
        Map.of(
            "CARILLON_API_KEYS_FILE", keys().toString(),
            "CARILLON_ORIGINS", "https://app.example",
            "CARILLON_RATE_LIMIT", "250",
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
      if (Recording.BESIDE.contains(recording.name())) {
        beside.add(
            CompletableFuture.supplyAsync(
                () -> play(product, recording), Thread::startVirtualThread));
      }
    }
    for (Recording recording : recorded) {
      if (!Recording.BESIDE.contains(recording.name())) {
        played.add(play(product, recording));
      }
    }
    beside.forEach(one -> played.add(one.join()));
    return played;
  }

  private static Recording play(Product product, Recording recording) {
    Map<String, String> keys = new HashMap<>();
    ROLES.keySet().forEach(name -> keys.put(name, key(name)));
    keys.put("unknown", "01a2053c-f08d-7000-9f43-db727cead178");
    try (Player player = new Player(product, keys)) {
      return new Recording(recording.name(), player.play(recording.blocks()));
    }
  }

  private static String key(String name) {
    return "sk_" + name + "-of-the-recorded-set-0123456789";
  }

  private Path keys() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> role : ROLES.entrySet()) {
      lines.append(role.getKey() + " " + role.getValue() + " " + sha256(key(role.getKey())) + "\n");
    }
    return write(lines.toString());
  }

  private Path write(String lines) throws IOException {
    return Files.writeString(folder.resolve("keys"), lines);
  }

  private static String sha256(String key) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }
}
