package dev.carillon.gateway.playground;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.async.task.Outcome;
import dev.carillon.gateway.upstream.Fetched;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What became of one of several requests.
 *
 * @param status of an answer
 * @param length of its body in bytes
 * @param data the body if it is JSON
 * @param error why there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UpstreamResult(
    String url,
    boolean success,
    @Nullable Integer status,
    @Nullable Integer length,
    @Nullable Object data,
    @Nullable String error) {

  static UpstreamResult of(URI url, Outcome<Fetched> outcome) {
    return switch (outcome) {
      case Outcome.Success<Fetched>(Fetched fetched) ->
          new UpstreamResult(
              url.toString(),
              true,
              fetched.status(),
              fetched.body().length(),
              Fetching.jsonOrNull(fetched),
              null);
      case Outcome.Failure<Fetched>(Throwable cause) ->
          new UpstreamResult(url.toString(), false, null, null, null, cause.getMessage());
    };
  }
}
