package dev.carillon.bench.chaos;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Clients of the HTTP API: what they were told counts. */
final class Clients implements AutoCloseable {
  /** The key of all of them. */
  static final String KEY = "chaos-key";

  private static final int ACCEPTED = 202;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * What one was told.
   *
   * @param status 0 if nothing was said in time
   */
  record Answer(int status, long millis) {}

  /** Sends mails side by side; the ids of those that were accepted. */
  List<UUID> accept(int port, List<String> recipients) {
    List<CompletableFuture<HttpResponse<String>>> all =
        recipients.stream()
            .map(to -> http.sendAsync(request(port, to), HttpResponse.BodyHandlers.ofString()))
            .toList();
    List<UUID> accepted = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> one : all) {
      HttpResponse<String> response = one.exceptionally(e -> null).join();
      if (response != null && response.statusCode() == ACCEPTED) {
        accepted.add(UUID.fromString(new JsonObject(response.body()).getString("id")));
      }
    }
    return accepted;
  }

  /** What is answered to one mail, and how fast. */
  Answer ask(int port, String recipient) {
    long began = System.nanoTime();
    int status =
        http.sendAsync(request(port, recipient), HttpResponse.BodyHandlers.discarding())
            .thenApply(HttpResponse::statusCode)
            .exceptionally(e -> 0)
            .join();
    return new Answer(status, Duration.ofNanos(System.nanoTime() - began).toMillis());
  }

  private static HttpRequest request(int port, String recipient) {
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", recipient))
            .put("subject", "Chaos")
            .put("text", "over HTTP");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/emails"))
        .timeout(LIMIT)
        .header("Authorization", "Bearer " + KEY)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(mail.encode()))
        .build();
  }

  @Override
  public void close() {
    http.close();
  }
}
