package dev.carillon.gateway.bridge;

import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client of a bridge sends, as the stock clients write it: {@code
 * {"type":"send","address":"users.get.v1","headers":{},"body":{...},"replyAddress":"..."}}, the
 * same with {@code publish}, {@code register} and {@code unregister}, or {@code {"type":"ping"}}.
 *
 * @param address of a contract or a topic
 * @param replyAddress the client's own, echoed in the answer; without it nothing is answered but
 *     failures
 * @param headers names in lower case; a few are known, and no other goes any further
 * @param body the request
 */
record ClientFrame(
    String type,
    @Nullable String address,
    @Nullable String replyAddress,
    @Nullable Map<String, String> headers,
    @Doc.AsWritten @Nullable Doc body) {
  private static final int MAX_TYPE = 20;
  private static final int MAX_ADDRESS = 200;
  private static final int MAX_HEADERS = 32;

  ClientFrame {
    headers = headers == null ? Map.of() : inLowerCase(headers);
    Checks.start()
        .line("/type", type, 1, MAX_TYPE)
        .lineIfPresent("/address", address, 1, MAX_ADDRESS)
        .lineIfPresent("/replyAddress", replyAddress, 1, MAX_ADDRESS)
        .that(headers.size() <= MAX_HEADERS, "/headers", "are more than " + MAX_HEADERS)
        .verify();
  }

  /** A header, under its name in lower case. */
  @Nullable String header(String name) {
    return headers == null ? null : headers.get(name);
  }

  private static Map<String, String> inLowerCase(Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>();
    headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    return Collections.unmodifiableMap(all);
  }

  /** Without the headers, among which the key is, and the body: what is printed may be logged. */
  @Override
  public String toString() {
    return "ClientFrame[type=" + type + ", address=" + address + "]";
  }
}
