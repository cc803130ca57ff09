package dev.carillon.e2e.harness;

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
 * An SMTP server of many moods, by the recipient's name: {@code dead} is refused for good, {@code
 * busy} for now, for {@code unknown} the link breaks behind the final dot, {@code stuck} waits
 * there until it is let go; all others get their mail.
 */
public final class RefusingServer implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket server;
  private final CountDownLatch release = new CountDownLatch(1);
  private final String says;

  /** One of few words. */
  public RefusingServer() {
    this("");
  }

  /** One whose replies name the recipient, and have this text in them, if it is one. */
  public RefusingServer(String says) {
    this.says = says;
    try {
      server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  public String url() {
    return "smtp://127.0.0.1:" + server.getLocalPort();
  }

  /** Lets go who is stuck. */
  public void release() {
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
      say(socket, "220 refusing.carillon.localhost");
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
          say(socket, says.isEmpty() ? "250 Ok" : "250 2.0.0 Queued" + about(recipient));
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
      return "550 5.1.1 No such user" + about(recipient);
    }
    if (recipient.startsWith("busy")) {
      return "451 4.3.2 Busy" + about(recipient);
    }
    return says.isEmpty() ? "250 Ok" : "250 2.1.5 " + recipient;
  }

  private String about(String recipient) {
    return says.isEmpty() ? "" : " for " + recipient + " " + says;
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
