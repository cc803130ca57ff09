package dev.carillon.bench.live.crowd;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One client: it must hear every number once, and in order. Belongs to its loop. */
final class Listener {
  private static final int PING = 9;
  private static final int TEXT = 1;
  private static final int NUMBER_AT = "Broadcast: ".length();
  private static final int DIGITS = 8;
  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Told told;
  private final Frames frames = new Frames(this::frame);
  private final Promise<Void> open = Promise.promise();
  private @Nullable Buffer head = Buffer.buffer();
  private @Nullable NetSocket socket;
  private long last;
  private boolean broken;

  /** Who is told what was heard. */
  @FunctionalInterface
  interface Told {
    /** The message of this number. */
    void heard(Listener by, long number);
  }

  Listener(Told told) {
    this.told = told;
  }

  Future<Void> connect(NetClient client, int port, String key) {
    return client
        .connect(port, "127.0.0.1")
        .compose(
            connected -> {
              socket = connected;
              connected.handler(this::read);
              connected.closeHandler(v -> broken = true);
              return connected.write(request(key)).compose(v -> open.future());
            });
  }

  private static String request(String key) {
    return "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
        + "Authorization: Bearer "
        + key
        + "\r\n\r\n";
  }

  /** Says a message that all hear. */
  void say(long number, String filling) {
    write(Frames.masked(String.format("%0" + DIGITS + "d", number) + filling));
  }

  /** The number heard last; less than 0 if one was missing, came twice or came late. */
  long last() {
    return broken ? -1 : last;
  }

  void close() {
    if (socket != null) {
      socket.closeHandler(v -> {});
      socket.close().onFailure(Throwable::printStackTrace);
    }
  }

  private void write(Buffer bytes) {
    if (socket != null) {
      socket.write(bytes).onFailure(e -> broken = true);
    }
  }

  private void read(Buffer bytes) {
    if (head == null) {
      frames.read(bytes);
      return;
    }
    head.appendBuffer(bytes);
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return;
    }
    Buffer rest = head.getBuffer(end + HEAD_END.length, head.length());
    head = null;
    if (text.startsWith("HTTP/1.1 101")) {
      open.complete();
      frames.read(rest);
    } else {
      open.fail(text);
    }
  }

  private void frame(int opcode, Buffer bytes, int start, int end) {
    if (opcode == PING) {
      write(Frames.pong());
    } else if (opcode == TEXT) {
      long number = 0;
      for (int i = start + NUMBER_AT; i < start + NUMBER_AT + DIGITS; i++) {
        number = number * 10 + bytes.getByte(i) - '0';
      }
      broken |= number != last + 1;
      last = number;
      told.heard(this, number);
    }
  }
}
