package dev.carillon.e2e.erasure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * An SMTP server whose replies all name the recipient, and that has moods by the recipient's name:
 * {@code dead} is refused for good, {@code busy} for now, for {@code unknown} the link breaks
 * behind the final dot, {@code stuck} waits there until it is let go; all others get their mail.
 */
final class MoodyServer implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket server;
  private final CountDownLatch release = new CountDownLatch(1);
  private final String says;

  /** One whose replies also have a text in them. */
  MoodyServer(String says) {
    this.says = says;
    try {
      server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  String url() {
    return "smtp://127.0.0.1:" + server.getLocalPort();
  }

  /** Lets go who is stuck. */
  void release() {
    release.countDown();
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
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      say(socket, "220 moody.carillon.localhost");
      String recipient = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("RCPT TO:<")) {
          recipient = line.substring("RCPT TO:<".length(), line.indexOf('>'));
          say(socket, reply(recipient));
        } else if (line.equals("DATA")) {
          say(socket, "354 Go on");
          if (!takes(in) || recipient.startsWith("unknown")) {
            return;
          }
          if (recipient.startsWith("stuck")) {
            release.await();
          }
          say(socket, "250 2.0.0 Queued for " + recipient + " " + says);
        } else {
          say(socket, "250 Ok");
        }
      }
    } catch (IOException e) {
      // the other side has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String reply(String recipient) {
    if (recipient.startsWith("dead")) {
      return "550 5.1.1 No such user " + recipient + " " + says;
    }
    return recipient.startsWith("busy")
        ? "451 4.3.2 Busy for " + recipient + " " + says
        : "250 2.1.5 " + recipient;
  }

  /** Whether the mail came to its dot. */
  private static boolean takes(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(".")) {
        return true;
      }
    }
    return false;
  }

  private static void say(Socket socket, String reply) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() {
    release();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
