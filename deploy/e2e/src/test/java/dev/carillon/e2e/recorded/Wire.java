package dev.carillon.e2e.recorded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** HTTP/1.1 as it is written on a socket, a connection for each request. */
record Wire(int port) {
  private static final int LIMIT_MILLIS = 30_000;
  private static final String END_OF_HEAD = "\r\n\r\n";

  /** Where what is read ends. */
  private enum End {
    /** Behind the headers. */
    HEAD,
    /** Behind one answer. */
    ANSWER,
    /** Where the server closes the connection. */
    STREAM
  }

  /**
   * Sends a request with these headers and reads the answer to its end.
   *
   * @param heard gets what comes while it comes
   */
  Answer send(
      String method,
      String target,
      Map<String, String> headers,
      String body,
      ByteArrayOutputStream heard) {
    return Answer.parse(
        ask(
            request(method, target, headers, body) + body,
            method.equals("HEAD") ? End.HEAD : End.ANSWER,
            heard));
  }

  /** Sends what need not be HTTP. */
  Answer raw(String text) {
    return Answer.parse(ask(text, End.ANSWER, new ByteArrayOutputStream()));
  }

  /** Asks so many times on one connection without waiting; the first answer of this status. */
  Answer burst(int times, int status, String target, Map<String, String> headers) {
    Map<String, String> stays = new java.util.TreeMap<>(headers);
    stays.remove("connection");
    String all =
        request("GET", target, stays, "").repeat(times - 1) + request("GET", target, headers, "");
    String text =
        new String(ask(all, End.STREAM, new ByteArrayOutputStream()), StandardCharsets.ISO_8859_1);
    int begin = text.indexOf("HTTP/1.1 " + status);
    if (begin < 0) {
      throw new AssertionError("None of " + times + " was answered " + status);
    }
    int end = text.indexOf("HTTP/1.1 ", begin + 1);
    String one = text.substring(begin, end < 0 ? text.length() : end);
    return Answer.parse(one.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String request(
      String method, String target, Map<String, String> headers, String body) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    if (length > 0 || method.equals("POST") || method.equals("PUT")) {
      head.append("content-length: " + length + "\r\n");
    }
    return head.append("\r\n").toString();
  }

  private byte[] ask(String text, End end, ByteArrayOutputStream heard) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(LIMIT_MILLIS);
      Thread writer = Thread.startVirtualThread(() -> write(socket, text));
      InputStream in = socket.getInputStream();
      byte[] answer = end == End.STREAM ? in.readAllBytes() : one(in, end, heard);
      writer.join();
      return answer;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(text.lines().findFirst().orElse(""), e);
    }
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // whoever refuses a request need not read all of it; the answer says what happened
    }
  }

  /** Some answers leave the connection open, others end with it. */
  private static byte[] one(InputStream in, End end, ByteArrayOutputStream bytes)
      throws IOException {
    while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD)) {
      int next = in.read();
      if (next < 0) {
        return bytes.toByteArray();
      }
      bytes.write(next);
    }
    Map<String, String> headers = Answer.parse(bytes.toByteArray()).headers();
    if (end == End.ANSWER && headers.containsKey("transfer-encoding")) {
      in.transferTo(bytes);
    } else if (end == End.ANSWER) {
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      bytes.writeBytes(in.readNBytes(length));
    }
    return bytes.toByteArray();
  }
}
