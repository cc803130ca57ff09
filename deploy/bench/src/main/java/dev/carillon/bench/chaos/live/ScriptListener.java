package dev.carillon.bench.chaos.live;

import dev.carillon.bench.chaos.traffic.Api;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** {@code client.js} in Node, as the gateway serves it; it prints what it hears. */
final class ScriptListener {
  private static final String NODE = "node";

  private final Process process;

  /** Listens to both topics; what goes wrong in the script is in {@code listener.log}. */
  ScriptListener(Path folder, int port, Heard kept, Heard passing) throws IOException {
    Path script = folder.resolve("listener.mjs");
    try (InputStream source =
        Objects.requireNonNull(ScriptListener.class.getResourceAsStream("listener.mjs"))) {
      Files.write(script, source.readAllBytes());
    }
    ProcessBuilder builder =
        new ProcessBuilder(NODE, "--experimental-websocket", script.toString())
            .redirectError(folder.resolve("listener.log").toFile());
    builder
        .environment()
        .putAll(
            java.util.Map.of(
                "API", "http://127.0.0.1:" + port,
                "KEY", Api.KEY,
                "KEPT", LiveCrowd.KEPT,
                "PASSING", LiveCrowd.PASSING));
    process = builder.start();
    Thread.ofVirtual().start(() -> read(kept, passing));
  }

  /** Whether this machine has a Node that knows WebSockets. */
  static boolean isPossible() {
    try {
      Process probe =
          new ProcessBuilder(
                  List.of(NODE, "--experimental-websocket", "-e", "process.exit(WebSocket?0:1)"))
              .redirectErrorStream(true)
              .start();
      probe.getInputStream().readAllBytes();
      return probe.waitFor() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void read(Heard kept, Heard passing) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject said = new JsonObject(line);
        Heard heard = said.getString("topic").equals(LiveCrowd.KEPT) ? kept : passing;
        switch (said.getString("type")) {
          case "message" -> heard.message(said.getLong("seq"), said.getLong("data"));
          case "gap" -> heard.gap(said.getLong("from", 0L), said.getLong("to", 0L));
          default -> heard.refused(line);
        }
      }
    } catch (IOException ended) {
      // it is closed
    } catch (RuntimeException unreadable) {
      kept.refused(unreadable.toString());
    }
  }

  /** Listens no more. */
  void close() {
    process.destroyForcibly();
  }
}
