package dev.carillon.embedded;

import dev.carillon.contract.inbox.InboxMail;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A mail as a file: its envelope as two headers of ours, then the message as it came. */
final class MailFile {
  private static final String FROM = "X-Envelope-From";
  private static final String TO = "X-Envelope-To";

  private MailFile() {}

  /** The file's content. */
  public static byte[] withEnvelope(@Nullable String from, String to, byte[] message) {
    byte[] envelope =
        (FROM + ": " + from + "\r\n" + TO + ": " + to + "\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[envelope.length + message.length];
    System.arraycopy(envelope, 0, whole, 0, envelope.length);
    System.arraycopy(message, 0, whole, envelope.length, message.length);
    return whole;
  }

  /** Reads a file's content. */
  public static InboxMail parse(byte[] content, Instant at) {
    try {
      MimeMessage message =
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content));
      String text = text(message);
      return new InboxMail(
          header(message, FROM),
          header(message, TO),
          String.valueOf(message.getSubject()),
          message.getMessageID(),
          at,
          text == null ? "" : text.replace("\r\n", "\n"));
    } catch (MessagingException | IOException e) {
      return new InboxMail("", "", "(not readable: " + e.getMessage() + ")", null, at, "");
    }
  }

  private static String header(MimeMessage message, String name) throws MessagingException {
    String value = message.getHeader(name, null);
    return value == null ? "" : value;
  }

  /** The first plain text part. */
  private static @Nullable String text(Part part) throws MessagingException, IOException {
    if (part.isMimeType("text/plain")) {
      return part.getContent().toString();
    }
    if (part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        String text = text(inner);
        if (text != null) {
          return text;
        }
      }
    }
    return null;
  }
}
