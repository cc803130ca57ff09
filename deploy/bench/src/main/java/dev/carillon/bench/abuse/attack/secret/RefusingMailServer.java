package dev.carillon.bench.abuse.attack.secret;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** An SMTP server that refuses every password, and repeats in its reply what it was given. */
final class RefusingMailServer implements Closeable {
  private final ServerSocket sockets;
  private final AtomicInteger refused = new AtomicInteger();

  private RefusingMailServer(ServerSocket sockets) {
    this.sockets = sockets;
  }

  static RefusingMailServer start() throws IOException {
    RefusingMailServer server =
        new RefusingMailServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(server::accept);
    return server;
  }

  String url(String user, String password) {
    return "smtp://" + user + ":" + password + "@127.0.0.1:" + sockets.getLocalPort();
  }

  int refused() {
    return refused.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = sockets.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the run is over
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      say(out, "220 refusing");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("EHLO")) {
          say(out, "250-refusing\r\n250 AUTH PLAIN LOGIN");
        } else if (line.startsWith("AUTH PLAIN ")) {
          refuse(out, line.substring("AUTH PLAIN ".length()));
        } else if (line.startsWith("AUTH")) {
          say(
              out,
              "334 "
                  + Base64.getEncoder()
                      .encodeToString("Password:".getBytes(StandardCharsets.US_ASCII)));
          refuse(out, in.readLine());
        } else {
          say(out, line.startsWith("QUIT") ? "221 bye" : "530 authentication required");
        }
      }
    } catch (IOException gone) {
      // the other side has had enough
    }
  }

  private void refuse(OutputStream out, String given) throws IOException {
    refused.incrementAndGet();
    String plain = new String(Base64.getDecoder().decode(given), StandardCharsets.UTF_8);
    String password = plain.substring(plain.lastIndexOf('\0') + 1);
    say(out, "535 5.7.8 no such password: " + password + " (" + given + ")");
  }

  private static void say(OutputStream out, String reply) throws IOException {
    out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    sockets.close();
  }
}
