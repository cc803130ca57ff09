package dev.carillon.bench.abuse.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A WebSocket by hand, which does nothing by itself: no pong, no close frame. */
public final class LiveSocket implements Closeable {
  /** The subprotocol with topics. */
  public static final String TOPICS = "carillon.v1.json";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int LENGTH = 0x7f;

  private final Line line;
  private final int status;

  private LiveSocket(Line line, int status) {
    this.line = line;
    this.status = status;
  }

  /**
   * Asks for a WebSocket, and takes what the server answers.
   *
   * @param key in the header, if any
   * @param topics whether the subprotocol is named; plain mode otherwise
   */
  public static LiveSocket open(Line line, @Nullable String key, boolean topics)
      throws IOException {
    return open(line, "/ws", key, topics);
  }

  /** The same on another path, such as one with a query. */
  public static LiveSocket open(Line line, String path, @Nullable String key, boolean topics)
      throws IOException {
    line.write(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
            + (key == null ? "" : "Authorization: Bearer " + key + "\r\n")
            + (topics ? "Sec-WebSocket-Protocol: " + TOPICS + "\r\n" : "")
            + "\r\n");
    return new LiveSocket(line, line.answer(LIMIT).status());
  }

  /** One that has said hello in the subprotocol, and was welcomed. */
  public static LiveSocket hello(Line line, String key) throws IOException {
    LiveSocket socket = open(line, null, true);
    if (!socket.isOpen()) {
      return socket;
    }
    socket.send(helloFrame(key));
    Frame frame = socket.next(LIMIT);
    while (frame != null && !frame.isClose()) {
      if (frame.text().contains("welcome")) {
        return socket;
      }
      frame = socket.next(LIMIT);
    }
    return new LiveSocket(line, frame == null ? 0 : frame.code());
  }

  /** The text that begins a conversation. */
  public static byte[] helloFrame(String key) {
    return ClientFrames.text("{\"type\":\"hello\",\"key\":\"" + key + "\"}");
  }

  /** The text that subscribes to a topic. */
  public static byte[] subscribeFrame(String id, String topic) {
    return ClientFrames.text(
        "{\"type\":\"sub\",\"id\":\"" + id + "\",\"topic\":\"" + topic + "\"}");
  }

  /** What the server answered: 101, another status, or the code that it closed with. */
  public int status() {
    return status;
  }

  /** Whether it became a WebSocket. */
  public boolean isOpen() {
    return status == 101;
  }

  /** The connection below. */
  public Line line() {
    return line;
  }

  /** Writes bytes, of a frame or not. */
  public void send(byte[] bytes) throws IOException {
    line.write(bytes);
  }

  /**
   * The next frame of the server, null at the end of the connection.
   *
   * @throws SocketTimeoutException if there is none in time
   */
  public @Nullable Frame next(Duration limit) throws IOException {
    int first = line.read(limit);
    int second = line.read(LIMIT);
    if (first < 0 || second < 0) {
      return null;
    }
    int length = second & LENGTH;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    for (int i = 0; i < more; i++) {
      length = (i == 0 ? 0 : length << 8) | line.read(LIMIT);
    }
    byte[] payload = line.read(length, LIMIT);
    if (payload.length < length) {
      return null;
    }
    return frame(first & 0xf, payload);
  }

  private static Frame frame(int opcode, byte[] payload) {
    boolean coded = opcode == ClientFrames.CLOSE && payload.length >= 2;
    int code = coded ? (payload[0] & 0xff) << 8 | (payload[1] & 0xff) : 0;
    int begin = coded ? 2 : 0;
    return new Frame(
        opcode, new String(payload, begin, payload.length - begin, StandardCharsets.UTF_8), code);
  }

  @Override
  public void close() {
    line.close();
  }
}
