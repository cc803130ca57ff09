package dev.carillon.gateway.ws;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/** The words of {@code frames.txt} as bytes. */
final class FrameScript {
  private static final Map<String, Integer> OPCODES =
      Map.of("cont", 0, "text", 1, "bin", 2, "close", 8, "ping", 9, "pong", 10);
  private static final int FINAL = 0x80;

  private FrameScript() {}

  /** The bytes of one word. */
  static byte[] sent(String word) {
    int colon = word.indexOf(':');
    String name = colon < 0 ? word : word.substring(0, colon);
    String given = colon < 0 ? "" : word.substring(colon + 1);
    return switch (name) {
      case "raw" -> payload(given);
      case "ask" -> WireClient.frame(FINAL | 1, ask(payload(given)));
      case "close" -> WireClient.frame(FINAL | 8, given.isEmpty() ? new byte[0] : closing(given));
      default ->
          name.endsWith("-")
              ? WireClient.frame(OPCODES.get(name.substring(0, name.length() - 1)), payload(given))
              : WireClient.frame(FINAL | OPCODES.get(name), payload(given));
    };
  }

  /** ASCII, {@code 0x} and bytes, or {@code N*}. */
  static byte[] payload(String given) {
    if (given.startsWith("0x")) {
      return HexFormat.of().parseHex(given.substring(2));
    }
    return given.matches("\\d+\\*")
        ? "x"
            .repeat(Integer.parseInt(given.substring(0, given.length() - 1)))
            .getBytes(StandardCharsets.US_ASCII)
        : given.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] ask(byte[] id) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("{\"type\":\"ask\",\"id\":\"".getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(id);
    text.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
    return text.toByteArray();
  }

  private static byte[] closing(String given) {
    int comma = given.indexOf(',');
    int code = Integer.parseInt(comma < 0 ? given : given.substring(0, comma));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(code >> 8);
    body.write(code);
    body.writeBytes(comma < 0 ? new byte[0] : payload(given.substring(comma + 1)));
    return body.toByteArray();
  }
}
