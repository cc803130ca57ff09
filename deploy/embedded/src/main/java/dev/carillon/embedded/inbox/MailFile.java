package dev.carillon.embedded.inbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A mail as a file: its envelope as two headers of ours, then the message as it came. */
final class MailFile {
  private static final String FROM = "X-Envelope-From: ";
  private static final String TO = "X-Envelope-To: ";

  private final String from;
  private final String to;
  private final byte[] message;

  private MailFile(String from, String to, byte[] message) {
    this.from = from;
    this.to = to;
    this.message = message;
  }

  /** The envelope's sender. */
  String from() {
    return from;
  }

  /** The envelope's recipient. */
  String to() {
    return to;
  }

  /** The message's bytes, which the envelope is no part of; not to be changed. */
  byte[] message() {
    return message;
  }

  /** The file's content. */
  static byte[] withEnvelope(@Nullable String from, String to, byte[] message) {
    byte[] envelope = (FROM + from + "\r\n" + TO + to + "\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(envelope, envelope.length + message.length);
    System.arraycopy(message, 0, whole, envelope.length, message.length);
    return whole;
  }

  /** Reads a file's content; what does not begin with an envelope is a message without one. */
  static MailFile parse(byte[] content) {
    int first = lineEnd(content, 0);
    int second = lineEnd(content, first);
    String from = header(content, 0, first, FROM);
    String to = header(content, first, second, TO);
    return from == null || to == null
        ? new MailFile("", "", content)
        : new MailFile(from, to, Arrays.copyOfRange(content, second, content.length));
  }

  /** Behind the line that begins there. */
  private static int lineEnd(byte[] content, int from) {
    for (int i = from; i < content.length; i++) {
      if (content[i] == '\n') {
        return i + 1;
      }
    }
    return content.length;
  }

  private static @Nullable String header(byte[] content, int from, int to, String name) {
    String line = new String(content, from, to - from, StandardCharsets.UTF_8);
    return line.startsWith(name) ? line.substring(name.length()).strip() : null;
  }
}
