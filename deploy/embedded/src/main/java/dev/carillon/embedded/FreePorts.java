package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Ports for servers that are to have the same one again later. They lie below the range that
 * operating systems take for outgoing connections (from 32768 on Linux, from 49152 elsewhere): a
 * port of that range may be gone between the moment when it was found free and the server's start,
 * or while the server is away. What one process was given is reserved for it as long as it lives,
 * so that no other of this user takes it before the server has started: by a lock on the port's
 * byte of a file in the user's cache, where no other user can put one in the way. A user without a
 * home has no such file, and the small risk. Thread-safe.
 */
public final class FreePorts {
  private static final int FIRST = 15_000;
  private static final int COUNT = 17_000;

  private static final AtomicInteger NEXT =
      new AtomicInteger(RandomGenerator.getDefault().nextInt(COUNT));

  private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

  private static final @Nullable FileChannel RESERVED = open();

  private FreePorts() {}

  /**
   * A port that nobody listens on; no process of this user is given it while this one lives.
   *
   * @throws IllegalStateException if none is free
   */
  public static int next() {
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (reserve(port) && isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No port is free between " + FIRST + " and " + (FIRST + COUNT));
  }

  /**
   * Takes a port that this process, or one before it, was given: false if another process has been
   * given it since, or somebody listens on it.
   */
  static boolean again(int port) {
    return (reserve(port) || OURS.contains(port)) && isFree(port);
  }

  /** A look takes the port for a moment, so what others have reserved is not looked at. */
  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static boolean reserve(int port) {
    try {
      if (RESERVED != null && RESERVED.tryLock(port, 1, false) == null) {
        return false;
      }
      return OURS.add(port);
    } catch (OverlappingFileLockException ours) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileChannel open() {
    Path folder = OwnFiles.cache("ports").orElse(null);
    try {
      return folder == null
          ? null
          : FileChannel.open(
              folder.resolve("reserved"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      return null;
    }
  }
}
