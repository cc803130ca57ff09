package dev.carillon.embedded.inbox;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A part of a mail that holds no others. Whatever is broken in it is read as far as it goes. */
record MailPart(MimePart part) {
  private static final int MAX_NAME = 200;
  private static final Pattern TYPE = Pattern.compile("[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}");

  /** Control characters, and those that turn the direction of what follows. */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cntrl}\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

  private static final String UNKNOWN = "application/octet-stream";

  /** The media type that it claims, without parameters, in lower case. */
  String type() {
    ContentType type = contentType();
    String name = type == null ? UNKNOWN : type.getBaseType().toLowerCase(Locale.ROOT);
    return TYPE.matcher(name).matches() ? name : UNKNOWN;
  }

  /** Whether it is meant to be read with the mail, and no file beside it. */
  boolean isBody() {
    try {
      return part.getFileName() == null && !"attachment".equalsIgnoreCase(part.getDisposition());
    } catch (MessagingException unreadable) {
      return false;
    }
  }

  /** What the mail calls it; null where it says nothing. */
  @Nullable String name() {
    try {
      String name = part.getFileName();
      return name == null ? null : UNSEEN.matcher(clean(decoded(name), MAX_NAME)).replaceAll("_");
    } catch (MessagingException unreadable) {
      return null;
    }
  }

  /** By what the HTML names it, without the brackets; null without one. */
  @Nullable String contentId() {
    try {
      String id = part.getContentID();
      return id == null ? null : id.strip().replaceAll("^<|>$", "");
    } catch (MessagingException unreadable) {
      return null;
    }
  }

  /** Its text, to {@code max} bytes, in the charset that it claims if there is such a one. */
  String text(int max) {
    return new String(bytes(0, max), charset()).replace("\r\n", "\n");
  }

  /** Its bytes from {@code offset}, {@code max} at most; fewer where it cannot be decoded. */
  byte[] bytes(long offset, int max) {
    try (InputStream in = part.getInputStream()) {
      in.skipNBytes(offset);
      return in.readNBytes(max);
    } catch (IOException | MessagingException broken) {
      return new byte[0];
    }
  }

  /** How many bytes it has. */
  long size() {
    try (InputStream in = part.getInputStream()) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException | MessagingException broken) {
      return 0;
    }
  }

  private Charset charset() {
    ContentType type = contentType();
    String name = type == null ? null : type.getParameter("charset");
    try {
      return name == null
          ? StandardCharsets.UTF_8
          : Charset.forName(MimeUtility.javaCharset(name.strip()));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return StandardCharsets.UTF_8;
    }
  }

  private @Nullable ContentType contentType() {
    try {
      return new ContentType(part.getContentType());
    } catch (MessagingException unreadable) {
      return null;
    }
  }

  /** A header's value with its encoded words read; as it stands where they cannot be. */
  static String decoded(String value) {
    try {
      return MimeUtility.decodeText(MimeUtility.unfold(value));
    } catch (UnsupportedEncodingException unknown) {
      return value;
    }
  }

  /** The first {@code max} characters, without halves of surrogate pairs. */
  static String clean(String text, int max) {
    String cut = text.length() > max ? text.substring(0, max) : text;
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
