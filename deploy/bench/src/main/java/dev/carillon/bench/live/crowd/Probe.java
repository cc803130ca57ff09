package dev.carillon.bench.live.crowd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Plain requests on connections of their own, one after the other, meanwhile. */
public final class Probe implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final int LIMIT_MILLIS = 30_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final byte[] REQUEST =
      "GET /eventbus/info HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Histogram latency = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(2), 3);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** Begins; several connections, so that every loop has one. */
  public Probe(int port) {
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(Thread.startVirtualThread(() -> ask(port)));
    }
  }

  private void ask(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(LIMIT_MILLIS);
      byte[] answer = new byte[8192];
      InputStream in = socket.getInputStream();
      while (!stopped) {
        long begin = System.nanoTime();
        socket.getOutputStream().write(REQUEST);
        if (in.read(answer) < 0) {
          throw new IOException("The server closed a probe");
        }
        latency.recordValue(System.nanoTime() - begin);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends, and says how long the answers took, in nanoseconds. */
  public Histogram end() {
    close();
    return latency;
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
