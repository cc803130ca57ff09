package dev.carillon.e2e.harness;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A stream of events, read line by line from a bare socket; chunks are not looked at. */
public final class Events implements AutoCloseable {
  private static final int SILENCE_MILLIS = 20_000;

  private final Socket socket;
  private final BufferedReader lines;

  /** Asks for a stream; without a key if it is null. More headers are given as they are sent. */
  public Events(int port, String key, String path, String... headers) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SILENCE_MILLIS);
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    if (key != null) {
      head.append("Authorization: Bearer ").append(key).append("\r\n");
    }
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
    lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The next line; null at the end. */
  public String line() throws IOException {
    return lines.readLine();
  }

  /** What follows in the next line that begins so; null at the end. */
  public String next(String prefix) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
    }
    return null;
  }

  /** The data of the next event. */
  public JsonObject data() throws IOException {
    return new JsonObject(next("data: "));
  }

  /** The status of the answer. */
  public int status() throws IOException {
    return Integer.parseInt(next("HTTP/1.1 ").substring(0, 3));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
