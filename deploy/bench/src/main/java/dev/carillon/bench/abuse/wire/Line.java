package dev.carillon.bench.abuse.wire;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One TCP connection to the server, from any address of the loopback network. */
public final class Line implements Closeable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int SMALL = 32 * 1024;
  private static final int BUFFER = 1024;
  private static final int MAX_HEAD = 64 * 1024;

  private final Socket socket;
  private final InputStream in;

  private Line(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  /**
   * Connects.
   *
   * @param from the local address, such as {@code 127.0.0.2}
   */
  public static Line open(int port, String from) throws IOException {
    return open(port, from, 0);
  }

  /** One whose kernel takes as little as it can for a program that does not read. */
  public static Line openSmall(int port, String from) throws IOException {
    return open(port, from, SMALL);
  }

  private static Line open(int port, String from, int buffers) throws IOException {
    Socket socket = new Socket();
    try {
      if (buffers > 0) {
        socket.setReceiveBufferSize(buffers);
        socket.setSendBufferSize(buffers);
      }
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return new Line(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Address and port of this end, by which the kernel's tables know it. */
  public String local() {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  /** Writes all, and waits for as long as the server does not read. */
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Text in ASCII. */
  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * The next byte, or -1 at the end, however the server ended it.
   *
   * @throws SocketTimeoutException if there is none in time
   */
  int read(Duration limit) throws IOException {
    try {
      socket.setSoTimeout(Math.max(1, (int) limit.toMillis()));
      return in.read();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      return -1;
    }
  }

  /** So many bytes, fewer at the end. */
  byte[] read(int length, Duration limit) throws IOException {
    try {
      socket.setSoTimeout(Math.max(1, (int) limit.toMillis()));
      return in.readNBytes(length);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      return new byte[0];
    }
  }

  /**
   * The next answer; {@link Answer#status} 0 if the connection ends first.
   *
   * @throws SocketTimeoutException if there is none in time
   */
  public Answer answer(Duration limit) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = read(limit);
      if (next < 0 || head.length() > MAX_HEAD) {
        return Answer.NONE;
      }
      head.append((char) next);
    }
    Answer answer = new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), "");
    String length = answer.header("content-length");
    byte[] body = length.isEmpty() ? new byte[0] : read(Integer.parseInt(length), limit);
    return new Answer(answer.status(), answer.head(), new String(body, StandardCharsets.UTF_8));
  }

  /** Reads whatever comes until the server ends the connection; whether it did so in time. */
  public boolean awaitEnd(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        if (read(Duration.ofNanos(left)) < 0) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone all the same
    }
  }
}
