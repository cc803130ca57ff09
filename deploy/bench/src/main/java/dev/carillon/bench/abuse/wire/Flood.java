package dev.carillon.bench.abuse.wire;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes the same bytes again and again without ever reading, on a thread of its own, until all is
 * written, the server cuts the connection, or it does not read on.
 */
public final class Flood {
  private static final int CHUNK = 16 * 1024;

  private final Line line;
  private final byte[] chunk;
  private final long perChunk;
  private final long count;
  private final Thread thread;
  private volatile long sent;
  private volatile boolean cut;

  private Flood(Line line, byte[] unit, long count) {
    this.line = line;
    this.count = count;
    this.perChunk = Math.max(1, CHUNK / unit.length);
    this.chunk = new byte[(int) perChunk * unit.length];
    for (int i = 0; i < chunk.length; i++) {
      chunk[i] = unit[i % unit.length];
    }
    this.thread = Thread.ofVirtual().unstarted(this::write);
  }

  /** Begins. */
  public static Flood start(Line line, byte[] unit, long count) {
    Flood flood = new Flood(line, unit, count);
    flood.thread.start();
    return flood;
  }

  private void write() {
    try {
      while (sent < count) {
        line.write(chunk);
        sent = Math.min(count, sent + perChunk);
      }
    } catch (IOException e) {
      cut = true;
    }
  }

  /** How many were given to the kernel. */
  public long sent() {
    return sent;
  }

  /** Whether all were. */
  public boolean isDone() {
    return sent >= count;
  }

  /** Whether the server ended the connection meanwhile. */
  public boolean isCut() {
    return cut;
  }

  /** Waits until all floods are written or cut, or none of them moves for so long. */
  public static void awaitAll(Iterable<Flood> floods, long stillMillis, long limitMillis) {
    long began = System.nanoTime();
    long moved = began;
    long before = -1;
    while (true) {
      long now = 0;
      boolean ended = true;
      for (Flood flood : floods) {
        now += flood.sent();
        ended &= flood.isDone() || flood.isCut();
      }
      long time = System.nanoTime();
      moved = now == before ? moved : time;
      before = now;
      if (ended
          || time - moved > stillMillis * 1_000_000
          || time - began > limitMillis * 1_000_000) {
        return;
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
