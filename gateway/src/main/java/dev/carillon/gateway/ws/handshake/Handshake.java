package dev.carillon.gateway.ws.handshake;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake by RFC 6455, section 4.2.1, to the letter: what it lets through, Vert.x
 * answers with 101. Older drafts, which Vert.x would speak as well, are refused.
 */
final class Handshake {
  private static final String VERSION = "13";
  private static final String VERSION_HEADER = "Sec-WebSocket-Version";
  private static final String KEY_HEADER = "Sec-WebSocket-Key";
  private static final int KEY_BYTES = 16;
  private static final int KEY_LENGTH = 24;

  private final HttpServerRequest request;

  Handshake(HttpServerRequest request) {
    this.request = request;
  }

  /** Whether it speaks another version of the protocol, or none. */
  boolean isOfAnotherVersion() {
    return wantsWebSocket() && !request.headers().getAll(VERSION_HEADER).equals(List.of(VERSION));
  }

  /** Whether the client offers this subprotocol. */
  boolean offers(String subProtocol) {
    return tokens("Sec-WebSocket-Protocol").anyMatch(subProtocol::equals);
  }

  /** What is wrong with it, null if it is a handshake. */
  @Nullable Failure refusal() {
    if (!wantsWebSocket()) {
      return Failure.invalid(
          "Upgrade", "must be websocket: this path only accepts WebSocket connections");
    }
    if (tokens("Connection").noneMatch("upgrade"::equalsIgnoreCase)) {
      return Failure.invalid("Connection", "must be Upgrade");
    }
    if (request.version() != HttpVersion.HTTP_1_1) {
      return Failure.of(FailureCode.INVALID, "A WebSocket is opened by HTTP/1.1");
    }
    if (!isKey(request.headers().getAll(KEY_HEADER))) {
      return Failure.invalid(KEY_HEADER, "must be 16 bytes in Base64, once");
    }
    return hasBody() ? Failure.invalid("", "is not allowed: a handshake takes no body") : null;
  }

  /** One protocol, once: Vert.x upgrades to nothing that is one of several. */
  private boolean wantsWebSocket() {
    List<String> upgrades = request.headers().getAll("Upgrade");
    return upgrades.size() == 1 && upgrades.get(0).equalsIgnoreCase("websocket");
  }

  private static boolean isKey(List<String> keys) {
    if (keys.size() != 1 || keys.get(0).length() != KEY_LENGTH) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(keys.get(0)).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private boolean hasBody() {
    MultiMap headers = request.headers();
    String length = headers.get("Content-Length");
    return (length != null && !length.equals("0")) || headers.contains("Transfer-Encoding");
  }

  private Stream<String> tokens(String header) {
    return request.headers().getAll(header).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip);
  }
}
