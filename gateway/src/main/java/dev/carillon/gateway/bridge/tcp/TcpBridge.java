package dev.carillon.gateway.bridge.tcp;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.bridge.Bridge;
import dev.carillon.gateway.bridge.BridgeSettings;
import dev.carillon.gateway.limits.Places;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.lifecycle.ListenException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TCP bridge of one event loop; those of all loops share the port. */
public final class TcpBridge {
  private static final Logger LOG = LoggerFactory.getLogger(TcpBridge.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** What the kernel keeps for a client that does not read; its own choice would be megabytes. */
  private static final int SEND_BUFFER = 64 * 1024;

  private final Bridge bridge;
  private final Timers timers;
  private final Clocks clocks;
  private final Places addresses;
  private final Function<SocketAddress, String> group;
  private final Duration stalled;
  private final Set<TcpPeer> open = new LinkedHashSet<>();
  private Timers.Pending next = () -> false;

  /**
   * A bridge that does not listen yet.
   *
   * @param addresses how many connections an address may have, with those of HTTP
   * @param group whose connections are counted together
   * @param stalled how long a client may read nothing of what waits for it
   */
  public TcpBridge(
      Bridge bridge,
      Timers timers,
      Clocks clocks,
      Places addresses,
      Function<SocketAddress, String> group,
      Duration stalled) {
    this.bridge = bridge;
    this.timers = timers;
    this.clocks = clocks;
    this.addresses = addresses;
    this.group = group;
    this.stalled = stalled;
  }

  /** How its server is made; TLS comes on top. */
  public static NetServerOptions options() {
    return new NetServerOptions().setSendBufferSize(SEND_BUFFER).setTcpNoDelay(true);
  }

  /** Listens. */
  public Future<?> start(NetServer server) {
    look();
    server
        .connectHandler(this::onConnection)
        .exceptionHandler(e -> LOG.debug("A connection was not accepted: {}", e.toString()));
    String host = bridge.settings().host();
    int port = bridge.settings().port();
    return ListenException.naming(BridgeSettings.PORT, host, port, server.listen(port, host));
  }

  /** Asks every client to come again, and listens no more. */
  public Future<?> stop(NetServer server) {
    next.cancel();
    List.copyOf(open).forEach(TcpPeer::restart);
    return server.close();
  }

  private void look() {
    long now = clocks.nanos();
    List.copyOf(open).forEach(peer -> peer.look(now, stalled));
    next = timers.after(LOOK_EVERY, this::look);
  }

  private void onConnection(NetSocket socket) {
    socket.exceptionHandler(e -> LOG.debug("A connection failed: {}", e.toString()));
    String address = group.apply(socket.remoteAddress());
    if (!addresses.take(address)) {
      refuse(socket, addresses.refusal());
      return;
    }
    socket.closeHandler(v -> addresses.giveBack(address));
    Seat seat;
    try {
      seat = bridge.limits().seatStranger(address);
    } catch (Failure full) {
      refuse(socket, full);
      return;
    }
    TcpPeer peer = new TcpPeer(socket, bridge, timers, seat, address, clocks.nanos());
    open.add(peer);
    socket
        .closeHandler(
            v -> {
              addresses.giveBack(address);
              open.remove(peer);
              peer.onGone();
            })
        .handler(bytes -> peer.onBytes(bytes, clocks.nanos()));
  }

  /** One too many lives long enough to be told so. */
  private void refuse(NetSocket socket, Failure why) {
    Buffer text = Buffer.buffer(bridge.refusal(why));
    TcpWire wire = new TcpWire(socket);
    Timers.Pending cut = timers.after(LOOK_EVERY, wire::cut);
    socket
        .write(Buffer.buffer().appendInt(text.length()).appendBuffer(text))
        .compose(v -> socket.close())
        .onComplete(r -> cut.cancel());
  }
}
