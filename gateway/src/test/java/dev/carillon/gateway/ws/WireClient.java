package dev.carillon.gateway.ws;

import io.netty.util.NetUtil;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;

/** A WebSocket client that may do what no good one does; it knows nothing of the server's code. */
public final class WireClient implements AutoCloseable {
  static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** What a Close frame without a code means. */
  static final int NO_CODE = 1005;

  private static final int PATIENCE_MILLIS = 60_000;
  private static final byte[] MASK = {1, 2, 3, 4};

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /** A frame from the server; a code and a reason are there in a Close frame. */
  public static final class Frame {
    private final int opcode;
    private final byte[] payload;

    private Frame(int opcode, byte[] payload) {
      this.opcode = opcode;
      this.payload = payload;
    }

    public int opcode() {
      return opcode;
    }

    byte[] payload() {
      return payload.clone();
    }

    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    public int code() {
      return payload.length < 2
          ? NO_CODE
          : new BigInteger(1, Arrays.copyOf(payload, 2)).intValueExact();
    }

    public String reason() {
      return payload.length < 2
          ? ""
          : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }
  }

  private WireClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  private static Socket open(int port, String from, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.bind(new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(from), 0));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(
        new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("127.0.0.1"), port));
    return socket;
  }

  public static WireClient connect(int port) throws IOException {
    return new WireClient(open(port, "127.0.0.1", 0));
  }

  /** From another address of this machine. */
  static WireClient connect(int port, String from) throws IOException {
    return new WireClient(open(port, from, 0));
  }

  /** One whose kernel takes little for it. */
  public static WireClient narrow(int port) throws IOException {
    return new WireClient(open(port, "127.0.0.1", 4_096));
  }

  /** Over TLS. */
  static WireClient secure(int port, SSLContext trusted) throws IOException {
    return new WireClient(
        trusted
            .getSocketFactory()
            .createSocket(open(port, "127.0.0.1", 0), "localhost", port, true));
  }

  /** The handshake of RFC 6455 with these further headers, each with its line end. */
  WireClient upgrade(String headers) throws IOException {
    return upgrade("/ws", headers);
  }

  /** The same on another path. */
  public WireClient upgrade(String path, String headers) throws IOException {
    String answer =
        exchange(
            """
            GET %s HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            """
                    .formatted(path)
                    .replace("\n", "\r\n")
                + headers
                + "\r\n");
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new IOException(answer);
    }
    return this;
  }

  /** Sends a request, and reads the head of its answer. */
  public String exchange(String request) throws IOException {
    raw(request.getBytes(StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  public void raw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /**
   * The same behind a Close frame of ours, after which the server may have ended the connection.
   */
  void late(byte[] bytes) {
    try {
      raw(bytes);
    } catch (IOException ended) {
      // nobody is left to take it
    }
  }

  public WireClient text(String text) throws IOException {
    raw(frame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /** A masked frame with this first byte. */
  public static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ MASK[i % MASK.length]);
    }
    return frame.toByteArray();
  }

  static byte[] close(int code) {
    return frame(0x80 | CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /** The next frame; null when the connection has ended. */
  public Frame next() throws IOException {
    try {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      return new Frame(first & 0x0F, in.readNBytes(length));
    } catch (SocketTimeoutException late) {
      throw new AssertionError("Nothing came, and the connection stands", late);
    } catch (EOFException | SocketException ended) {
      return null;
    }
  }

  /** The next frame that is no ping. */
  public Frame nextAnswer() throws IOException {
    Frame frame = next();
    while (frame != null && frame.opcode() == PING) {
      frame = next();
    }
    return frame;
  }

  /** Reads on until the server has closed, and gives its Close frame; null if there was none. */
  Frame untilClosed() throws IOException {
    Frame last = null;
    for (Frame frame = next(); frame != null; frame = next()) {
      if (last != null) {
        throw new AssertionError("After the Close frame came opcode " + frame.opcode());
      }
      last = frame.opcode() == CLOSE ? frame : null;
    }
    return last;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
