package dev.carillon.launcher.imports.http;

import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.LaunchFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API until it answers: where it is away, busy or beyond a rate, it is asked again, when
 * it says so or after pauses that grow, for as long as there is patience.
 */
public final class ApiSession {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(45);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final Target target;
  private final Stop stop;
  private final Clocks clocks;

  /** Asks {@code target}, until somebody wishes a {@code stop}. */
  public ApiSession(Target target, Stop stop, Clocks clocks) {
    this.target = target;
    this.stop = stop;
    this.clocks = clocks;
  }

  /** Whether the API is there and knows the key; said once, before anything is read. */
  public void check() throws InterruptedException {
    try {
      HttpResponse<String> answer =
          http.send(request("/v1/users?limit=1").GET().build(), BodyHandlers.ofString());
      if (answer.statusCode() == OK) {
        new JsonObject(answer.body());
      } else if (!passing(answer)) {
        throw refused(answer);
      }
    } catch (IOException e) {
      throw new LaunchFailure(
          "Nothing answers at "
              + target.url()
              + "; does Carillon run there? Set its address with --url, --port or --data",
          e);
    } catch (DecodeException e) {
      throw new LaunchFailure(
          target.url() + " is not a Carillon API; set its address with --url, --port or --data", e);
    }
  }

  /** The answer to a GET. */
  public JsonObject get(String path) throws InterruptedException, StoppedException {
    return answer(request(path).GET());
  }

  /** The answer to a POST, the same however often it is asked. */
  public JsonObject post(String path, String idempotencyKey, JsonObject body)
      throws InterruptedException, StoppedException {
    return answer(
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.ofString(body.encode())));
  }

  /** What is refused for good is a failure, as is an API that is away for too long. */
  private JsonObject answer(HttpRequest.Builder request)
      throws InterruptedException, StoppedException {
    long begun = clocks.nanos();
    for (int attempt = 0; ; attempt++) {
      @Nullable HttpResponse<String> answer = attempt(request.build());
      if (answer != null && answer.statusCode() == OK) {
        return new JsonObject(answer.body());
      }
      if (answer != null && !passing(answer)) {
        throw refused(answer);
      }
      if (clocks.nanos() - begun > target.patience().toNanos()) {
        throw new LaunchFailure(
            target.url()
                + (answer == null ? " does not answer" : " answers " + answer.statusCode())
                + " for too long; the same command goes on where this one ended");
      }
      if (stop.within(pause(attempt, answer))) {
        throw new StoppedException();
      }
    }
  }

  private @Nullable HttpResponse<String> attempt(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException away) {
      return null;
    }
  }

  private static boolean passing(HttpResponse<String> answer) {
    return PASSING.contains(answer.statusCode())
        || (answer.statusCode() == CONFLICT
            && answer.headers().firstValue("Retry-After").isPresent());
  }

  private static Duration pause(int attempt, @Nullable HttpResponse<String> answer) {
    Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, 10));
    Duration own = grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
    String told = answer == null ? "" : answer.headers().firstValue("Retry-After").orElse("");
    return told.matches("[0-9]{1,4}") ? Duration.ofSeconds(Long.parseLong(told)) : own;
  }

  private LaunchFailure refused(HttpResponse<String> answer) {
    String detail;
    try {
      detail = new JsonObject(answer.body()).getString("detail");
    } catch (DecodeException e) {
      detail = "no problem document";
    }
    return new LaunchFailure(target.url() + " answers " + answer.statusCode() + ": " + detail);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(target.url().resolve(path))
        .header("Authorization", "Bearer " + target.key())
        .timeout(ANSWER);
  }
}
