package dev.carillon.gateway.playground;

import dev.carillon.async.retry.Breaker;
import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Tasks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.upstream.Fetched;
import dev.carillon.gateway.upstream.Upstream;
import dev.carillon.gateway.upstream.UpstreamException;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /fetch} and {@code /parallel}: other servers, one or several at once. */
final class Fetching {
  static final Param<String> URL = Param.text("url");
  static final Param<String> URLS = Param.text("urls");

  private static final int MAX_URLS = 10;

  private final Upstream upstream;
  private final Tasks tasks;
  private final String demo;

  Fetching(Upstream upstream, Tasks tasks, String demo) {
    this.upstream = upstream;
    this.tasks = tasks;
    this.demo = demo;
  }

  /** The upstream's JSON; a body that is not JSON is summarised. */
  Future<Reply> fetch(ApiRequest request) {
    String given = request.query(URL);
    URI url = checked(given == null ? "http://" + demo + "/json" : given, URL.name());
    return request
        .task(tasks, "fetch " + url, c -> upstream.get(url, request.call().deadline(), c))
        .map(fetched -> Reply.ok(shown(fetched)))
        .recover(e -> Future.failedFuture(failureOf(e)));
  }

  /** All at once: each with its own success or error, in the order of the request. */
  Future<Reply> parallel(ApiRequest request) {
    List<URI> urls = urls(request.query(URLS));
    return request
        .task(tasks, "fetch " + urls.size() + " at once", c -> all(urls, request, c))
        .map(results -> Reply.ok(new Results(results)));
  }

  private Future<List<UpstreamResult>> all(
      List<URI> urls, ApiRequest request, Cancellation cancellation) {
    List<Future<Fetched>> work =
        urls.stream()
            .map(
                url ->
                    Task.start(
                            url.toString(),
                            cancellation,
                            c -> upstream.get(url, request.call().deadline(), c))
                        .future())
            .toList();
    return Gather.settled(work)
        .map(
            outcomes -> {
              cancellation.check();
              return IntStream.range(0, urls.size())
                  .mapToObj(i -> UpstreamResult.of(urls.get(i), outcomes.get(i)))
                  .toList();
            });
  }

  private List<URI> urls(@Nullable String given) {
    Stream<String> each =
        given == null
            ? Stream.of("/delay/1", "/delay/2", "/json", "/status/500")
                .map(path -> "http://" + demo + path)
            : Arrays.stream(given.split(",", -1));
    List<URI> urls = each.map(url -> checked(url, URLS.name())).toList();
    if (urls.size() > MAX_URLS) {
      throw Failure.invalid(URLS.name(), "has more than " + MAX_URLS + " entries");
    }
    return urls;
  }

  private URI checked(String text, String parameter) {
    try {
      URI url = URI.create(text.strip());
      upstream.check(url, parameter);
      return url;
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(parameter, "is not a valid URL");
    }
  }

  private static Object shown(Fetched fetched) {
    Doc json = jsonOrNull(fetched);
    return json == null
        ? new UpstreamResult(
            fetched.url().toString(), true, fetched.status(), fetched.body().length(), null, null)
        : json;
  }

  static @Nullable Doc jsonOrNull(Fetched fetched) {
    try {
      return Json.read(fetched.body().getBytes(), Doc.class);
    } catch (Failure notJson) {
      return null;
    }
  }

  private static Throwable failureOf(Throwable e) {
    return switch (e) {
      case TimeoutException late -> failure(FailureCode.TIMEOUT, late);
      case WaitTimeoutException late -> failure(FailureCode.UNAVAILABLE, late);
      case UpstreamException bad when !bad.isTransient() ->
          Failure.invalid(URL.name(), String.valueOf(bad.getMessage()));
      case UpstreamException bad -> failure(FailureCode.UNAVAILABLE, bad);
      case Breaker.OpenException open -> failure(FailureCode.UNAVAILABLE, open);
      default -> e;
    };
  }

  private static Failure failure(FailureCode code, Throwable cause) {
    return Failure.of(code, String.valueOf(cause.getMessage()), cause);
  }

  /** The answer of {@code /parallel}. */
  record Results(List<UpstreamResult> results) {}
}
