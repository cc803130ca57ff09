package dev.carillon.bench.compare;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection to an API that stays open: just enough HTTP by hand, because a whole client would
 * take more of the machine than what is measured.
 */
final class Connection implements Closeable {
  private static final int LIMIT_MILLIS = 30_000;
  private static final String LENGTH = "content-length: ";

  private final Socket socket;
  private final InputStream in;
  private final String apiKey;
  private final StringBuilder head = new StringBuilder();

  Connection(int port, String apiKey) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.socket.setTcpNoDelay(true);
    this.socket.setSoTimeout(LIMIT_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.apiKey = apiKey;
  }

  /**
   * An answer.
   *
   * @param body as text
   */
  record Answer(int status, String body) {}

  Answer ask(Ask ask) throws IOException {
    socket.getOutputStream().write(ask.bytes(apiKey));
    head.setLength(0);
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The connection ended in: " + head);
      }
      head.append((char) next);
    }
    int begin = head.toString().toLowerCase(Locale.ROOT).indexOf(LENGTH);
    int length =
        begin < 0
            ? 0
            : Integer.parseInt(head.substring(begin + LENGTH.length(), head.indexOf("\r", begin)));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(head.substring(9, 12)), body);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
