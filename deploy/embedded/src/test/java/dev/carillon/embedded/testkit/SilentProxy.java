package dev.carillon.embedded.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server that can lose connections without a word: both ends stay open, what is sent is
 * taken and goes nowhere. New connections go through, as behind a firewall that forgot the old
 * ones.
 */
public final class SilentProxy implements AutoCloseable {
  private static final int BUFFER = 16_384;

  private final ServerSocket server;
  private final int target;
  private final Set<Way> ways = ConcurrentHashMap.newKeySet();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile boolean deaf;
  private volatile boolean resetting;

  /** One connection: two sockets, and whether what they say arrives. */
  private static final class Way {
    private final Socket in;
    private final Socket out;
    private volatile boolean silent;

    Way(Socket in, Socket out) {
      this.in = in;
      this.out = out;
    }

    void close() {
      try (Socket first = in;
          Socket second = out) {
        silent = true;
      } catch (IOException e) {
        // it was closed already
      }
    }
  }

  /** A proxy of a port of this machine. */
  public SilentProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens, on loopback. */
  public int port() {
    return server.getLocalPort();
  }

  /** How many connections there have been. */
  public int taken() {
    return taken.get();
  }

  /** From now on nothing arrives on the connections that there are. */
  public void silence() {
    ways.forEach(way -> way.silent = true);
  }

  /** Nothing arrives any more, on no connection, and nothing is closed: a host that is cut off. */
  public void cut() {
    deaf = true;
    silence();
  }

  /** Closes the connections that there are, at both ends. */
  public void drop() {
    ways.forEach(Way::close);
    ways.clear();
  }

  /** Takes new connections, and says nothing on them either. */
  public void deaf(boolean yes) {
    deaf = yes;
  }

  /** Resets new connections as soon as something is said on them. */
  public void resetting(boolean yes) {
    resetting = yes;
  }

  private void accept() {
    try {
      while (true) {
        Socket in = server.accept();
        taken.incrementAndGet();
        if (resetting) {
          Thread.ofVirtual().start(() -> reset(in));
          continue;
        }
        Socket out = new Socket();
        out.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        Way way = new Way(in, out);
        ways.add(way);
        if (deaf) { // looked at when it is among those that are silenced
          way.silent = true;
        }
        Thread.ofVirtual().start(() -> pump(way, in, out));
        Thread.ofVirtual().start(() -> pump(way, out, in));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void reset(Socket in) {
    try (in) {
      in.getInputStream().read();
      in.setSoLinger(true, 0);
    } catch (IOException e) {
      // it is over anyway
    }
  }

  /** The end of one side is not heard on the other either while the way is silent. */
  private void pump(Way way, Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream input = from.getInputStream();
      OutputStream output = to.getOutputStream();
      for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
        if (!way.silent) {
          output.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // the same as an end
    }
    if (!way.silent) {
      way.close();
      ways.remove(way);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    ways.forEach(Way::close);
  }
}
