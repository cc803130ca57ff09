package dev.carillon.bench.live.crowd;

import java.io.BufferedInputStream;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Plain requests on connections of their own, one after the other, meanwhile. */
public final class Probe implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final int LIMIT_MILLIS = 30_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d{1,9})");

  private final Histogram latency = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(2), 3);
  private final byte[] request;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** Begins to ask for what a gateway alone, or a bare server, answers. */
  public Probe(int port) {
    this(port, "/eventbus/info", "");
  }

  /**
   * Begins; several connections, so that every loop has one.
   *
   * @param headers more of them, each with its end
   */
  public Probe(int port, String path, String headers) {
    request =
        ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(Thread.startVirtualThread(() -> ask(port)));
    }
  }

  private void ask(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(LIMIT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!stopped) {
        long begin = System.nanoTime();
        socket.getOutputStream().write(request);
        answer(in);
        latency.recordValue(System.nanoTime() - begin);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One answer, which must be a good one and say how long it is. */
  private static void answer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The server closed a probe");
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    if (head.indexOf("HTTP/1.1 200") != 0 || !length.find()) {
      throw new IOException("Not what a probe asks for: " + head);
    }
    in.skipNBytes(Long.parseLong(length.group(1)));
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
