package dev.carillon.bench.chaos;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An SMTP server that refuses, hangs, drops the link before and after the final dot, or answers
 * byte by byte, at random; and never forgets: a mail that it takes is a line {@code recipient TAB
 * Message-ID} on the disk before it says so. Once a file {@code calm} stands beside the ledger it
 * only refuses whom it always refuses.
 */
final class HostileServer {
  private static final double TROUBLE = 0.02;

  private final FileChannel ledger;
  private final Path calm;
  private final Random random;

  private HostileServer(FileChannel ledger, Path calm, Random random) {
    this.ledger = ledger;
    this.calm = calm;
    this.random = random;
  }

  /** Port, ledger and seed. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[1]);
    HostileServer server =
        new HostileServer(
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            file.resolveSibling("calm"),
            new Random(Long.parseLong(arguments[2])));
    try (ServerSocket sockets =
        new ServerSocket(Integer.parseInt(arguments[0]), 200, InetAddress.getLoopbackAddress())) {
      System.out.println("ready");
      while (true) {
        Socket socket = sockets.accept();
        Thread.ofVirtual().start(() -> server.serve(socket));
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(
                  new BufferedInputStream(socket.getInputStream()), StandardCharsets.US_ASCII));
      say(out, "220 hostile");
      boolean sender = false;
      String recipient = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("EHLO")) {
          say(out, "250-hostile\r\n250 PIPELINING");
        } else if (line.startsWith("MAIL")) {
          recipient = "";
          sender = answer(out, "250 ok");
        } else if (line.startsWith("RCPT") && sender) {
          recipient = recipient(out, line);
        } else if (line.startsWith("DATA") && !recipient.isEmpty()) {
          if (answer(out, "354 go on")) {
            answerContent(out, recipient, messageId(in));
          }
        } else if (line.startsWith("QUIT")) {
          return;
        } else {
          say(out, line.startsWith("RSET") ? "250 ok" : "503 not now");
        }
      }
    } catch (IOException e) {
      // the other side has gone, or we have had enough
    }
  }

  /** Empty if it is not taken. */
  private String recipient(OutputStream out, String line) throws IOException {
    String recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    if (recipient.startsWith("refused")) {
      say(out, "550 unknown");
      return "";
    }
    return answer(out, "250 ok") ? recipient : "";
  }

  private static String messageId(BufferedReader in) throws IOException {
    String id = "";
    for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) {
        throw new IOException("The content has no end");
      }
      if (line.startsWith("Message-ID: ")) {
        id = line.substring("Message-ID: ".length());
      }
    }
    return id;
  }

  /** Before the dot was read something may go wrong; after it too, and then it may be stored. */
  private void answerContent(OutputStream out, String recipient, String id) throws IOException {
    if (happens()) {
      say(out, "452 full");
      return;
    }
    if (happens()) {
      throw new IOException("dropped before the mail was stored");
    }
    store(recipient + "\t" + id + "\n");
    if (happens()) {
      throw new IOException("dropped after the mail was stored");
    }
    answer(out, "250 taken");
  }

  private synchronized void store(String line) throws IOException {
    ledger.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    ledger.force(false);
  }

  /** A good answer, unless something goes wrong on the way; false if it was not a good one. */
  private boolean answer(OutputStream out, String reply) throws IOException {
    if (!happens()) {
      say(out, reply);
      return true;
    }
    switch (random.nextInt(reply.equals("250 ok") ? 5 : 3)) {
      case 0 -> throw new IOException("dropped");
      case 1 -> {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(30)); // hangs: the other side gives up
        throw new IOException("hung");
      }
      case 2 -> {
        for (byte b : (reply + "\r\n").getBytes(StandardCharsets.US_ASCII)) {
          out.write(b);
          out.flush();
        }
        return true;
      }
      case 3 -> {
        say(out, "421 going away");
        throw new IOException("gone away");
      }
      default -> {
        say(out, "451 not now");
        return false;
      }
    }
  }

  private boolean happens() {
    return random.nextDouble() < TROUBLE && !Files.exists(calm);
  }

  private static void say(OutputStream out, String reply) throws IOException {
    out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
