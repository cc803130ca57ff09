package dev.carillon.gateway.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that sends what no library would. */
@SuppressWarnings("AddressSelection") // literal addresses
public final class RawSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  public RawSocket(int port) {
    this(port, null);
  }

  /** From a loopback address of its own, such as 127.0.0.2. */
  public RawSocket(int port, String from) {
    try {
      socket.setReceiveBufferSize(4096);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      if (from != null) {
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines of a head, each ended; an empty one ends the head. */
  public RawSocket head(String... lines) {
    return send(String.join("\r\n", lines) + "\r\n\r\n");
  }

  public RawSocket send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawSocket send(byte[] bytes) {
    if (!attempt(bytes)) {
      throw new AssertionError("The server has ended the connection");
    }
    return this;
  }

  /** False when the connection has ended. */
  public boolean attempt(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends the same bytes until the server ends the connection; how many of them left. */
  public long flood(byte[] bytes, Duration limit) {
    CompletableFuture<Long> sent =
        CompletableFuture.supplyAsync(
            () -> {
              long all = 0;
              while (attempt(bytes)) {
                all += bytes.length;
              }
              return all;
            });
    try {
      return sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      close();
      throw new AssertionError("The server went on reading for " + limit, e);
    }
  }

  /** Everything until the server ends the connection. */
  public String rest() {
    try {
      byte[] buffer = new byte[8192];
      for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
        heard.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("The connection does not end; heard: " + heard(), e);
    } catch (SocketException reset) {
      return heard();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return heard();
  }

  /** What comes until this text has come. */
  public String until(String text) {
    try {
      while (!heard().contains(text)) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new AssertionError("The connection ended; heard: " + heard());
        }
        heard.write(next);
      }
    } catch (IOException e) {
      throw new AssertionError("No " + text + " in: " + heard(), e);
    }
    String all = heard();
    heard.reset();
    return all;
  }

  private String heard() {
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  /** Ends it with a reset instead of an end. */
  public void closeHard() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
