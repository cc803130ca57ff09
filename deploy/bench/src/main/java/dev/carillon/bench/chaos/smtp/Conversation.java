package dev.carillon.bench.chaos.smtp;

import dev.carillon.bench.chaos.witness.Hash;
import dev.carillon.bench.chaos.witness.Wait;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** One connection. */
final class Conversation {
  private static final String MESSAGE_ID = "Message-ID: ";
  private static final int PEEKED_CHARS = 1 << 10;
  private static final int HANGS_MILLIS = 30_000;

  private final Socket socket;
  private final Mood mood;
  private final Fates fates;
  private final LongSupplier clock;
  private String node = "";
  private String recipient = "";
  private String peeked = "";
  private int peekedBefore;
  private boolean sender;
  private boolean hasTaken; // who says 421 before that is left alone for half a minute

  Conversation(Socket socket, Mood mood, Fates fates, LongSupplier clock) {
    this.socket = socket;
    this.mood = mood;
    this.fates = fates;
    this.clock = clock;
  }

  void hold() {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(
                  new BufferedInputStream(socket.getInputStream()), StandardCharsets.ISO_8859_1));
      say(out, "220 hostile");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("QUIT")) {
          return;
        }
        onCommand(line, in, out);
      }
    } catch (IOException e) {
      // the other side has gone, or we have had enough
    }
  }

  private void onCommand(String line, BufferedReader in, OutputStream out) throws IOException {
    if (line.startsWith("EHLO")) {
      node = line.substring("EHLO".length()).strip();
      say(out, "250-hostile\r\n250 PIPELINING");
    } else if (line.startsWith("MAIL")) {
      recipient = "";
      sender = answer(out, "250 ok", 4);
    } else if (line.startsWith("RCPT")) {
      recipient = onRecipient(out, recipient(line));
    } else if (line.startsWith("DATA") && !recipient.isEmpty()) {
      if (answer(out, "354 go on", 3)) {
        onContent(in, out);
        fates.answered(recipient);
      }
    } else {
      say(out, line.startsWith("RSET") ? "250 ok" : "503 not now");
    }
  }

  private int attempted(String named) {
    return fates.attempted(named, new Attempt(node, clock.getAsLong()));
  }

  /** Who lets a sender wait knows whom it has named meanwhile, behind the content. */
  private void peek(BufferedReader in) throws IOException {
    in.mark(PEEKED_CHARS);
    for (int i = 0; i < 2 && in.ready(); i++) {
      String line = in.readLine();
      if (line != null && line.startsWith("RCPT")) {
        peeked = recipient(line);
        peekedBefore = attempted(peeked);
      }
    }
    in.reset();
  }

  private static String recipient(String line) {
    return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
  }

  /** Empty if it is not taken. */
  private String onRecipient(OutputStream out, String named) throws IOException {
    int before = named.equals(peeked) ? peekedBefore : attempted(named);
    peeked = "";
    if (!sender) {
      say(out, "503 not now");
      return "";
    }
    String refusal =
        switch (Meant.of(named)) {
          case REFUSED -> "550 5.1.1 unknown";
          case DECLINED -> "554 5.7.1 relay access denied";
          case GREY -> before == 0 ? "451 4.7.1 come again" : "";
          case OK, SLOW -> "";
        };
    if (!refusal.isEmpty()) {
      say(out, refusal);
      return "";
    }
    return answer(out, "250 ok", mood.hangsUp() && hasTaken ? 5 : 4) ? named : "";
  }

  /** Before the dot was read something may go wrong; after it too, and then it may be stored. */
  private void onContent(BufferedReader in, OutputStream out) throws IOException {
    StringBuilder content = new StringBuilder();
    String id = "";
    for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) {
        throw new IOException("The content has no end");
      }
      if (id.isEmpty() && line.startsWith(MESSAGE_ID)) {
        id = line.substring(MESSAGE_ID.length());
      }
      content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    fates.dotted(recipient);
    byte[] bytes = content.toString().getBytes(StandardCharsets.ISO_8859_1);
    Fate fate = new Fate(node, recipient, id, Hash.of(bytes), clock.getAsLong());
    if (mood.happens()) {
      say(out, "452 full");
      return;
    }
    fates.add(fate, bytes);
    if (mood.happens()) {
      throw new IOException("dropped before the mail was stored");
    }
    fate.take();
    hasTaken = true;
    if (mood.happens()) {
      throw new IOException("dropped after the mail was stored");
    }
    peek(in);
    if (Meant.of(recipient) == Meant.SLOW) {
      Wait.millis(mood.slowMillis());
    }
    answer(out, "250 taken", 3);
    fate.said(clock.getAsLong());
  }

  /**
   * A good answer, unless something goes wrong on the way; false if it was not a good one.
   *
   * @param kinds how many kinds of trouble there may be
   */
  private boolean answer(OutputStream out, String reply, int kinds) throws IOException {
    if (!mood.happens()) {
      say(out, reply);
      return true;
    }
    switch (mood.oneOf(kinds)) {
      case 0 -> throw new IOException("dropped");
      case 1 -> {
        Wait.millis(HANGS_MILLIS); // the other side gives up
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
        say(out, "451 not now");
        return false;
      }
      default -> {
        say(out, "421 going away");
        throw new IOException("gone away");
      }
    }
  }

  private static void say(OutputStream out, String reply) throws IOException {
    out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
