package dev.carillon.launcher.cli.api;

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
import org.jspecify.annotations.Nullable;

/** Asks the API that a command's options name. */
public record ApiCall(ApiOptions api) {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;

  /**
   * The answer; an empty object if it has no body. What the API refuses is said with its words.
   *
   * @param body what is sent; null for nothing
   */
  public JsonObject ask(String method, String path, @Nullable JsonObject body)
      throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(api.url().resolve(path))
              .method(
                  method,
                  body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
              .header("Authorization", "Bearer " + api.key())
              .timeout(LIMIT);
      if (body != null) {
        request.header("Content-Type", "application/json");
      }
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      JsonObject answer =
          response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
      if (response.statusCode() < OK || response.statusCode() >= MULTIPLE_CHOICES) {
        throw new LaunchFailure(
            api.url() + " answers " + response.statusCode() + ": " + answer.getString("detail"));
      }
      return answer;
    } catch (DecodeException | ClassCastException e) {
      throw api.stranger(e);
    } catch (IOException e) {
      throw api.away(e);
    }
  }
}
