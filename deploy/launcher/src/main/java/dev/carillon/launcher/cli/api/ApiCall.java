package dev.carillon.launcher.cli.api;

import dev.carillon.embedded.LaunchFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
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
    return ask(method, path, body, Map.of());
  }

  /** The same with headers. */
  public JsonObject ask(
      String method, String path, @Nullable JsonObject body, Map<String, String> headers)
      throws InterruptedException {
    return body(send(method, path, body, headers));
  }

  /** The version of what a GET answers with. */
  public String etag(String path) throws InterruptedException {
    HttpResponse<String> response = send("GET", path, null, Map.of());
    body(response);
    return response.headers().firstValue("ETag").orElse("*");
  }

  /** Writes what a GET answers with as it comes; {@code out} stays open. */
  public void stream(String path, OutputStream out) throws InterruptedException {
    try (HttpClient client = client()) {
      HttpResponse<InputStream> response =
          client.send(request(path, Map.of()).GET().build(), BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        if (response.statusCode() != OK) {
          throw refused(
              response.statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        in.transferTo(out);
      }
    } catch (IOException e) {
      throw api.away(e);
    }
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable JsonObject body, Map<String, String> headers)
      throws InterruptedException {
    try (HttpClient client = client()) {
      HttpRequest.Builder request =
          request(path, headers)
              .method(
                  method,
                  body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
      if (body != null) {
        request.header("Content-Type", "application/json");
      }
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw api.away(e);
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().connectTimeout(LIMIT).build();
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.url().resolve(path))
            .header("Authorization", "Bearer " + api.key())
            .timeout(LIMIT);
    headers.forEach(request::header);
    return request;
  }

  private JsonObject body(HttpResponse<String> response) {
    if (response.statusCode() < OK || response.statusCode() >= MULTIPLE_CHOICES) {
      throw refused(response.statusCode(), response.body());
    }
    return read(response.body());
  }

  private LaunchFailure refused(int status, String body) {
    return new LaunchFailure(
        api.url() + " answers " + status + ": " + read(body).getString("detail"));
  }

  private JsonObject read(String body) {
    try {
      return body.isEmpty() ? new JsonObject() : new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      throw api.stranger(e);
    }
  }
}
