package dev.carillon.e2e.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An SMTP server that takes everything up to a point, and then says nothing any more. */
final class StuckServer implements AutoCloseable {
  private final ServerSocket server;
  private final String stuckAt;
  private final List<Socket> clients = new CopyOnWriteArrayList<>();
  private volatile boolean stuck;

  private StuckServer(ServerSocket server, String stuckAt) {
    this.server = server;
    this.stuckAt = stuckAt;
  }

  /** Stuck at {@code GREETING}, or at the final dot ({@code .}). */
  static StuckServer start(String stuckAt) {
    try {
      StuckServer server =
          new StuckServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), stuckAt);
      Thread thread = new Thread(server::accept, "stuck smtp server");
      thread.setDaemon(true);
      thread.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "smtp://127.0.0.1:" + server.getLocalPort();
  }

  /** Whether a client has come so far. */
  boolean isStuck() {
    return stuck;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket client : clients) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        clients.add(socket);
        Thread thread = new Thread(() -> serve(socket), "stuck smtp connection");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      if (stuckAt.equals("GREETING")) {
        stuck = true;
      } else {
        say(out, "220 stuck");
      }
      boolean content = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!content && line.startsWith("DATA")) {
          content = true;
          say(out, "354 go on");
        } else if (!content) {
          say(out, "250 ok");
        } else if (line.equals(".")) {
          stuck = true;
        }
      }
    } catch (IOException e) {
      // the other side has gone
    }
  }

  private static void say(OutputStream out, String reply) throws IOException {
    out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
