package dev.carillon.bench.abuse.attack.live;

import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.ClientFrames;
import dev.carillon.bench.abuse.wire.Frame;
import dev.carillon.bench.abuse.wire.Line;
import dev.carillon.bench.abuse.wire.LiveSocket;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Somebody who does no harm: listens to broadcasts, and reads all of it. */
public final class Listener implements Closeable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final LiveSocket socket;
  private volatile int events;
  private volatile int pongs;
  private volatile String end = "";

  private Listener(LiveSocket socket) {
    this.socket = socket;
  }

  /** Says hello with the victim's key, and subscribes. */
  public static Listener start(Product product) throws IOException {
    Line line = Line.open(product.port(), Product.GOOD_ADDRESS);
    LiveSocket socket = LiveSocket.hello(line, product.keys().admin());
    if (!socket.isOpen()) {
      line.close();
      throw new IOException("The listener was refused: " + socket.status());
    }
    Listener listener = new Listener(socket);
    socket.send(LiveSocket.subscribeFrame("1", "broadcasts"));
    Thread.ofVirtual().start(listener::read);
    return listener;
  }

  private void read() {
    try {
      for (Frame frame = socket.next(LIMIT); frame != null; frame = socket.next(LIMIT)) {
        note(frame);
      }
      end = end.isEmpty() ? "the connection ended" : end;
    } catch (IOException e) {
      end = e.toString();
    }
  }

  private synchronized void note(Frame frame) throws IOException {
    if (frame.text().contains("\"type\":\"msg\"")) {
      events++;
    } else if (frame.opcode() == ClientFrames.PING) {
      socket.send(ClientFrames.pong());
    } else if (frame.opcode() == ClientFrames.PONG) {
      pongs++;
    } else if (frame.isClose()) {
      end = "closed with " + frame.code();
    }
  }

  /** How many came. */
  public int events() {
    return events;
  }

  /** How it was ended by the server; empty while it lives. */
  public String end() {
    return end;
  }

  /** Whether the server answers a ping of it. */
  public boolean answers(Duration limit) {
    int before = pongs;
    try {
      socket.send(ClientFrames.ping(1));
    } catch (IOException e) {
      return false;
    }
    return dev.carillon.bench.abuse.attack.Pause.until(limit, () -> pongs > before);
  }

  @Override
  public void close() {
    socket.close();
  }
}
