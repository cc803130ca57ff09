package dev.carillon.bench.live.server;

import dev.carillon.bench.live.crowd.Frames;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x alone, with its public API: WebSockets by hand on net sockets, what a turn of a loop
 * brings in one buffer, and one write of that for each socket.
 */
public final class BareVertx extends VerticleBase {
  private static final String ADDRESS = "all";
  private static final String BROADCAST = "Broadcast: ";

  private final int port;
  private final Set<NetSocket> open = new LinkedHashSet<>();
  private @Nullable Buffer turn;

  private BareVertx(int port) {
    this.port = port;
  }

  /** Serves on a port, on as many loops as there are cores. */
  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    int port = Integer.parseInt(arguments[0]);
    vertx
        .deployVerticle(
            () -> new BareVertx(port),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .await();
    System.out.println("ready");
  }

  @Override
  public Future<?> start() {
    vertx.eventBus().<String>consumer(ADDRESS, said -> fan(said.body()));
    return vertx.createHttpServer().requestHandler(this::answer).listen(port, "127.0.0.1");
  }

  private void answer(HttpServerRequest request) {
    String key = request.getHeader("sec-websocket-key");
    if (key == null) {
      request.response().end("{}").onFailure(Throwable::printStackTrace);
      return;
    }
    request
        .response()
        .putHeader("upgrade", "websocket")
        .putHeader("connection", "Upgrade")
        .putHeader("sec-websocket-accept", Handshakes.accept(key));
    request.toNetSocket().onSuccess(this::open).onFailure(Throwable::printStackTrace);
  }

  private void open(NetSocket socket) {
    open.add(socket);
    socket.closeHandler(v -> open.remove(socket));
    Frames frames =
        new Frames(
            (opcode, bytes, start, end) -> {
              if (opcode == 1) {
                vertx.eventBus().publish(ADDRESS, bytes.getString(start, end));
              }
            });
    socket.handler(frames::read);
  }

  private void fan(String text) {
    Buffer frame = Frames.text((BROADCAST + text).getBytes(StandardCharsets.UTF_8));
    if (turn == null) {
      turn = Buffer.buffer();
      vertx.runOnContext(v -> endTurn());
    }
    turn.appendBuffer(frame);
  }

  private void endTurn() {
    Buffer ended = turn;
    turn = null;
    if (ended != null) {
      for (NetSocket socket : List.copyOf(open)) {
        socket.write(ended).onFailure(e -> open.remove(socket));
      }
    }
  }
}
