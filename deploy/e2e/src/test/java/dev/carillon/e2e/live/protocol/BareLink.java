package dev.carillon.e2e.live.protocol;

import dev.carillon.bench.abuse.wire.ClientFrames;
import dev.carillon.bench.abuse.wire.Frame;
import dev.carillon.bench.abuse.wire.Line;
import dev.carillon.bench.abuse.wire.LiveSocket;
import java.io.IOException;
import java.time.Duration;

/** By hand, over a socket. */
final class BareLink implements Link {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NO_CLOSE_FRAME = 1006;

  private final LiveSocket socket;

  private BareLink(LiveSocket socket) {
    this.socket = socket;
  }

  static Opener to(int port) {
    return query -> {
      LiveSocket socket = LiveSocket.open(Line.open(port, "127.0.0.1"), "/ws" + query, null, true);
      if (!socket.isOpen()) {
        socket.close();
        throw new IOException("The handshake is answered " + socket.status());
      }
      return new BareLink(socket);
    };
  }

  @Override
  public void text(String text) throws IOException {
    socket.send(ClientFrames.text(text));
  }

  @Override
  public void binary(byte[] bytes) throws IOException {
    socket.send(ClientFrames.whole(ClientFrames.BINARY, bytes));
  }

  @Override
  public Heard next() throws IOException {
    while (true) {
      Frame frame = socket.next(LIMIT);
      if (frame == null) {
        return new Heard(null, NO_CLOSE_FRAME);
      }
      if (frame.isClose()) {
        return new Heard(null, frame.code());
      }
      if (frame.opcode() == ClientFrames.TEXT) {
        return new Heard(frame.text(), 0);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
