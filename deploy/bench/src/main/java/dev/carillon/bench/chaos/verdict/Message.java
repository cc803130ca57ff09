package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.witness.Hash;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A message as it arrived, read by another library than the one that wrote it.
 *
 * @param text its plain text, with line feeds
 * @param attachments the hashes of what is attached
 */
record Message(String text, List<String> attachments) {
  private static final Pattern MARK = Pattern.compile("\\[m(\\d+)\\]");

  static Message read(byte[] bytes) {
    List<String> texts = new ArrayList<>();
    List<String> attachments = new ArrayList<>();
    try {
      MimeMessage message =
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
      collect(message, texts, attachments);
    } catch (MessagingException | IOException e) {
      texts.add("not readable: " + e.getMessage());
    }
    return new Message(String.join("\n", texts).replace("\r\n", "\n").strip(), attachments);
  }

  private static void collect(Part part, List<String> texts, List<String> attachments)
      throws MessagingException, IOException {
    if (part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        collect(inner, texts, attachments);
      }
    } else if (part.isMimeType("text/plain")) {
      texts.add(part.getContent().toString());
    } else {
      attachments.add(Hash.of(part.getInputStream().readAllBytes()));
    }
  }

  /** The numbers of the mails that it tells of. */
  List<Integer> numbers() {
    return MARK.matcher(text).results().map(m -> Integer.valueOf(m.group(1))).toList();
  }
}
