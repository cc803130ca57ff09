package dev.carillon.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** An SMTP server that takes every mail, keeps none and counts them. */
final class Sink implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket server;
  private final AtomicLong taken = new AtomicLong();

  Sink() throws IOException {
    server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  String url() {
    return "smtp://127.0.0.1:" + server.getLocalPort();
  }

  /** How many mails it has taken. */
  long taken() {
    return taken.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      say(out, "220 sink");
      boolean content = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!content) {
          content = line.equals("DATA");
          say(out, reply(line));
        } else if (line.equals(".")) {
          content = false;
          taken.incrementAndGet();
          say(out, "250 taken");
        }
      }
    } catch (IOException e) {
      // the other side has gone
    }
  }

  private static String reply(String command) {
    if (command.equals("DATA")) {
      return "354 go on";
    }
    return command.startsWith("EHLO") ? "250-sink\r\n250 PIPELINING" : "250 ok";
  }

  private static void say(OutputStream out, String reply) throws IOException {
    out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
