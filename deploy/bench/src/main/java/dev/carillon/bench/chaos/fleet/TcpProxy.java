package dev.carillon.bench.chaos.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The way to a server: of one process to PostgreSQL, or of clients to whichever gateway is named
 * for their connection. While it is cut nothing goes either way and nobody is told: what is sent is
 * kept, as the network keeps it, and goes on afterwards.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int BUFFER = 16 << 10;
  private static final int BACKLOG = 100;
  private static final long ADMIT_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long AGAIN_NANOS = Duration.ofMillis(20).toNanos();

  private final InetSocketAddress own;
  private final Supplier<InetSocketAddress> target;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition healed = lock.newCondition();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private boolean cut; // guarded by lock
  private volatile ServerSocket sockets;

  /**
   * Listens at once.
   *
   * @param own where
   * @param target asked for whenever somebody comes; port 0 for nowhere
   */
  public TcpProxy(InetSocketAddress own, Supplier<InetSocketAddress> target) throws IOException {
    this.own = own;
    this.target = target;
    this.sockets = listen();
  }

  /** A port of this machine that only it can reach. */
  public static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private ServerSocket listen() throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(own, BACKLOG);
    Thread.ofVirtual().start(() -> accept(listening));
    return listening;
  }

  private void accept(ServerSocket listening) {
    try {
      while (true) {
        Socket client = listening.accept();
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException closed) {
      // it is over
    }
  }

  private void connect(Socket client) {
    awaitWay();
    try {
      client.setTcpNoDelay(true);
      InetSocketAddress to = target.get();
      Socket server = new Socket(to.getAddress(), to.getPort());
      server.setTcpNoDelay(true);
      open.add(client);
      Thread.ofVirtual().start(() -> pump(client, server));
      pump(server, client);
    } catch (IOException away) {
      close(client);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        awaitWay();
        out.write(buffer, 0, n);
      }
    } catch (IOException gone) {
      // so is the other side
    }
    awaitWay();
    close(from);
    close(to);
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed
    }
  }

  private void awaitWay() {
    lock.lock();
    try {
      while (cut) {
        healed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Connections that are open break; new ones are good. */
  public void drop() {
    List.copyOf(open).forEach(this::close);
  }

  void cut() {
    set(true);
  }

  void heal() {
    set(false);
  }

  private void set(boolean now) {
    lock.lock();
    try {
      cut = now;
      healed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Connections are refused, as by a host on which nobody listens. */
  void refuse() {
    try {
      sockets.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port was free meanwhile, and may be that of an outgoing connection for a moment. */
  void admit() {
    long end = System.nanoTime() + ADMIT_NANOS;
    while (true) {
      try {
        sockets = listen();
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw new UncheckedIOException(e);
        }
        LockSupport.parkNanos(AGAIN_NANOS);
      }
    }
  }

  @Override
  public void close() {
    heal();
    try {
      sockets.close();
    } catch (IOException e) {
      // it is closed
    }
  }
}
