package dev.carillon.gateway.bridge;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** A client of the TCP bridge. */
final class TcpClient implements BridgeClient {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final DataInputStream in;

  TcpClient(int port) throws IOException {
    this(open(port));
  }

  private TcpClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Over TLS. */
  static TcpClient secure(int port, SSLContext trusted) throws IOException {
    return new TcpClient(
        trusted.getSocketFactory().createSocket(open(port), "localhost", port, true));
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  @Override
  public boolean send(String frame) {
    byte[] text = frame.getBytes(StandardCharsets.UTF_8);
    return raw(
        ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text).array());
  }

  /** Bytes as they are. */
  boolean raw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  @Override
  public JsonObject next() throws IOException {
    try {
      byte[] text = new byte[in.readInt()];
      in.readFully(text);
      return new JsonObject(new String(text, StandardCharsets.UTF_8));
    } catch (SocketTimeoutException late) {
      throw new AssertionError("Nothing came, and the connection stands", late);
    } catch (EOFException | SocketException ended) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
