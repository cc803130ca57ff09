package dev.carillon.gateway.door;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request must not be, whatever it asks for. */
final class Flaws {
  /** Headers of which a second line would leave open which one counts. */
  private static final List<String> SINGLE =
      List.of("Host", "Authorization", "Content-Type", "Idempotency-Key");

  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");
  private static final int LAST_VISIBLE = 126;

  private Flaws() {}

  /** INVALID, or null where there is none. */
  static @Nullable Failure of(HttpServerRequest request) {
    for (String name : SINGLE) {
      if (request.headers().getAll(name).size() > 1) {
        return Failure.invalid(name, "is given more than once");
      }
    }
    if (request.version() != HttpVersion.HTTP_1_0 && request.authority() == null) {
      return Failure.invalid("Host", "is required, as a host or as host:port");
    }
    String uri = request.uri();
    if (request.path() == null || !request.path().startsWith("/")) {
      return Failure.of(FailureCode.INVALID, "The request target must begin with /");
    }
    if (uri.chars().anyMatch(c -> c > LAST_VISIBLE)) {
      return Failure.of(
          FailureCode.INVALID, "The URL contains characters that must be percent-encoded as UTF-8");
    }
    return BAD_ESCAPE.matcher(uri).find()
        ? Failure.of(FailureCode.INVALID, "The URL has a % without two hex digits behind it")
        : null;
  }
}
