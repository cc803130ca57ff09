package dev.carillon.launcher.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Ports for servers that are to have the same one again later. They lie below the range that
 * operating systems take for outgoing connections (from 32768 on Linux, from 49152 elsewhere): a
 * port of that range may be gone between the moment when it was found free and the server's start,
 * or while the server is away. Thread-safe.
 */
public final class FreePorts {
  private static final int FIRST = 15_000;
  private static final int COUNT = 17_000;

  /** From a random place on, one after the other: two processes seldom try the same. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(RandomGenerator.getDefault().nextInt(COUNT));

  private FreePorts() {}

  /**
   * A port that nobody listens on; this process does not give it out again.
   *
   * @throws IllegalStateException if none is free
   */
  public static int next() {
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No port is free between " + FIRST + " and " + (FIRST + COUNT));
  }

  /** Whether nobody listens on a port of the loopback address. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
