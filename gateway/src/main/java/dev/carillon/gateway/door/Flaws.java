package dev.carillon.gateway.door;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a request must not be, whatever it asks for. */
final class Flaws {
  /** Headers of which a second line would leave open which one counts. */
  private static final List<String> SINGLE =
      List.of("Host", "Authorization", "Content-Type", "Idempotency-Key");

  private static final int LAST_VISIBLE = 126;

  private Flaws() {}

  /** INVALID, or null where there is none. */
  static @Nullable Failure of(HttpServerRequest request) {
    String twice = twice(request.headers());
    if (twice != null) {
      return Failure.invalid(twice, "is given more than once");
    }
    if (request.version() != HttpVersion.HTTP_1_0 && request.authority() == null) {
      return Failure.invalid("Host", "is required, as a host or as host:port");
    }
    String uri = request.uri();
    if (request.path() == null || !request.path().startsWith("/")) {
      return Failure.of(FailureCode.INVALID, "The request target must begin with /");
    }
    return ofCharacters(uri);
  }

  /** The first of {@link #SINGLE} that has a second line; one pass over the headers. */
  private static @Nullable String twice(MultiMap headers) {
    Singles lines = new Singles();
    headers.forEach(lines);
    return lines.again == 0 ? null : SINGLE.get(Integer.numberOfTrailingZeros(lines.again));
  }

  /** Which of {@link #SINGLE} have had a line, and which another. */
  private static final class Singles implements BiConsumer<String, String> {
    private int seen;
    private int again;

    @Override
    public void accept(String name, String value) {
      for (int i = 0; i < SINGLE.size(); i++) {
        if (name.length() == SINGLE.get(i).length() && name.equalsIgnoreCase(SINGLE.get(i))) {
          again |= seen & (1 << i);
          seen |= 1 << i;
        }
      }
    }
  }

  private static @Nullable Failure ofCharacters(String uri) {
    Failure flaw = null;
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c > LAST_VISIBLE) {
        return Failure.of(
            FailureCode.INVALID,
            "The URL contains characters that must be percent-encoded as UTF-8");
      }
      if (c == '%' && !(isHex(uri, i + 1) && isHex(uri, i + 2))) {
        flaw = Failure.of(FailureCode.INVALID, "The URL has a % without two hex digits behind it");
      }
    }
    return flaw;
  }

  private static boolean isHex(String uri, int at) {
    return at < uri.length() && HexFormat.isHexDigit(uri.charAt(at));
  }
}
