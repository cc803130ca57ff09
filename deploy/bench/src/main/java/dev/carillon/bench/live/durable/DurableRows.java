package dev.carillon.bench.live.durable;

import dev.carillon.bench.options.RoundOptions;
import dev.carillon.bench.report.Goals;
import dev.carillon.bench.report.Median;
import dev.carillon.bench.users.Load;
import dev.carillon.bench.users.Requests;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishing to durable topics over HTTP, in batches and one by one, in turns with a bare INSERT on
 * the same PostgreSQL. At the end the numbers of the topics must be as many as were acknowledged.
 */
public final class DurableRows {
  private static final int CLIENTS = 64;
  private static final int TOPICS = 16;
  private static final int BATCH = 100;
  private static final String MESSAGE =
      "{\"order\":123456,\"state\":\"paid\",\"total\":10.00,\"text\":\"" + "x".repeat(50) + "\"}";
  private static final String RULE =
      "{\"durable\":true,\"history\":{\"count\":10000},\"publish\":[\"writer\"]}";

  private final Vertx vertx;
  private final RoundOptions length;
  private final Goals goals;
  private final AtomicInteger topic = new AtomicInteger();

  /** Prints what is measured, and against which goals. */
  public DurableRows(Vertx vertx, RoundOptions length, Goals goals) {
    this.vertx = vertx;
    this.length = length;
    this.goals = goals;
  }

  /** Runs the rows; false if messages are missing. */
  public boolean run(Path folder) throws IOException {
    try (WholeProduct product = new WholeProduct(folder.resolve("durable"));
        BareInserts bare = new BareInserts(vertx, product.owner(), MESSAGE)) {
      int port = product.port();
      rule(port);
      long published = rows(port, bare, BATCH, 20_000) + rows(port, bare, 1, 5_000);
      long numbered = bare.numbered();
      if (numbered != published) {
        System.out.printf("  VOID: %d acknowledged, %d numbered%n", published, numbered);
      }
      return numbered == published;
    }
  }

  /** Gives how many were acknowledged. */
  private long rows(int port, BareInserts bare, int batch, int goal) {
    Duration time = Duration.ofSeconds(length.seconds());
    Load load = new Load(vertx, CLIENTS);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    long published = 0;
    for (int i = length.isQuick() ? 0 : -1; i < length.rounds(); i++) { // the first warms up
      double inserted = bare.run(time, batch);
      Load.Result result = load.run(port, time, requests(batch));
      published += result.asked() == result.right() ? result.right() * batch : -1_000_000;
      if (i >= 0) {
        ours.add(result.perSecond() * batch);
        theirs.add(inserted);
        System.out.printf(
            Locale.ROOT,
            "  durable    %3d at a time: %8.0f messages/s (p99 %.1f ms), bare INSERT %8.0f rows/s%n",
            batch,
            result.perSecond() * batch,
            result.latencies().percentile(99),
            inserted);
      }
    }
    String row = "live: durable publish, " + (batch == 1 ? "one by one" : batch + " at a time");
    goals.atLeast(row + ", messages/s", Median.of(ours, v -> v), goal);
    goals.figure(
        row + " / bare INSERT",
        String.format(Locale.ROOT, "%.2f", Median.of(ours, v -> v) / Median.of(theirs, v -> v)));
    return published;
  }

  private Requests requests(int batch) {
    String one = "{\"data\":" + MESSAGE + "}";
    String body =
        batch == 1
            ? one
            : "{\"messages\":[" + String.join(",", Collections.nCopies(batch, one)) + "]}";
    return () ->
        Requests.post(
            "/v1/topics/bench." + topic.incrementAndGet() % TOPICS + "/messages",
            WholeProduct.KEY,
            body,
            "\"seq\":");
  }

  private static void rule(int port) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/topic-rules/bench.*"))
            .header("Authorization", "Bearer " + WholeProduct.KEY)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(RULE))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("No rule: " + answer.body());
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
