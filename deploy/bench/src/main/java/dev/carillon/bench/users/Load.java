package dev.carillon.bench.users;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Clients that each wait for an answer before they ask again. They speak just enough HTTP by hand,
 * because a whole client would take more of the machine than the servers that are measured.
 */
public final class Load {
  private final NetClient client;
  private final Vertx vertx;
  private final int connections;

  /** So many clients, on connections of their own. */
  public Load(Vertx vertx, int connections) {
    this.vertx = vertx;
    this.connections = connections;
    this.client = vertx.createNetClient();
  }

  /**
   * What a run did.
   *
   * @param asked requests sent
   * @param right answers that were what they should be
   * @param latencies of the right ones
   */
  public record Result(long asked, long right, Duration took, Latencies latencies) {
    /** Right answers. */
    public double perSecond() {
      return right / (took.toNanos() / 1e9);
    }
  }

  /** Asks a server for so long. */
  public Result run(int port, Duration length, Requests requests) {
    LongAdder asked = new LongAdder();
    LongAdder right = new LongAdder();
    Latencies latencies = new Latencies();
    long begin = System.nanoTime();
    long end = begin + length.toNanos();
    Future.all(
            IntStream.range(0, connections)
                .mapToObj(i -> new OneClient(requests, end, asked, right, latencies).start(port))
                .toList())
        .await();
    return new Result(
        asked.sum(), right.sum(), Duration.ofNanos(System.nanoTime() - begin), latencies);
  }

  private final class OneClient {
    private final Requests requests;
    private final long end;
    private final LongAdder asked;
    private final LongAdder right;
    private final Latencies latencies;
    private final Promise<Void> done = Promise.promise();
    private Buffer received = Buffer.buffer();
    private Requests.Request current = Requests.NONE;
    private long sent;

    OneClient(Requests requests, long end, LongAdder asked, LongAdder right, Latencies latencies) {
      this.latencies = latencies;
      this.requests = requests;
      this.end = end;
      this.asked = asked;
      this.right = right;
    }

    Future<Void> start(int port) {
      vertx.runOnContext(
          v ->
              client
                  .connect(port, "127.0.0.1")
                  .onSuccess(
                      socket -> {
                        socket.handler(data -> receive(socket, data));
                        socket.closeHandler(closed -> done.tryComplete());
                        next(socket);
                      })
                  .onFailure(done::tryFail));
      return done.future();
    }

    private void next(NetSocket socket) {
      if (System.nanoTime() > end) {
        socket.close().onComplete(r -> done.tryComplete());
        return;
      }
      current = requests.next();
      asked.increment();
      sent = System.nanoTime();
      socket.write(current.bytes()).onFailure(e -> done.tryComplete());
    }

    private void receive(NetSocket socket, Buffer data) {
      received = received.length() == 0 ? data : received.appendBuffer(data);
      String text = received.toString(StandardCharsets.ISO_8859_1);
      int head = text.indexOf("\r\n\r\n");
      if (head < 0) {
        return;
      }
      int from = text.indexOf("content-length: ");
      int length =
          from < 0 || from > head // a 204 has none
              ? 0
              : Integer.parseInt(text.substring(from + 16, text.indexOf('\r', from)));
      if (text.length() < head + 4 + length) {
        return;
      }
      if (text.startsWith(current.status(), 9) && text.indexOf(current.contains(), head) >= head) {
        right.increment();
        latencies.add(System.nanoTime() - sent);
      }
      received = Buffer.buffer();
      next(socket);
    }
  }
}
