package dev.carillon.notifier.domain.trace;

import dev.carillon.text.IntegerText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What servers say to a mail that was sent, in few bytes, because it is written for every mail: a
 * usual reply is a letter, the recipient's address is one byte, and the end that a reply has in
 * common with the verdict (servers repeat the id of a session in each) is its length. No reply of
 * SMTP begins with {@code =}, and none holds control characters here.
 */
final class ReplyText {
  /** By their place here, so none is ever removed; up to 26. */
  private static final List<String> USUAL =
      List.of(
          "250 2.1.0 Ok",
          "250 2.1.5 Ok",
          "354 End data with <CR><LF>.<CR><LF>",
          "250 Ok",
          "250 OK",
          "250 ok",
          "354 go on",
          "250 Accepted",
          "354 Enter message, ending with \".\" on a line by itself",
          "250 2.1.0 Sender OK",
          "250 2.1.5 Recipient OK",
          "354 Start mail input; end with <CRLF>.<CRLF>",
          "250 2.1.0 OK",
          "250 2.1.5 OK",
          "354 Go ahead",
          "354 Start mail input; end with <CR><LF>.<CR><LF>",
          "354 Enter mail, end with \".\" on a line by itself");

  private static final char RECIPIENT = '\u0001';
  private static final char SAME_END = '\u0002';

  /** A shorter end in common saves nothing. */
  private static final int SHORTEST_END = 4;

  /** A verdict that is longer is not kept whole. */
  private static final int LONGEST_VERDICT = 500;

  private ReplyText() {}

  /** As it is, for a mail that was not sent: there are few. */
  static String plain(String reply) {
    return " " + safe(reply);
  }

  /** For a mail that was sent. */
  static String of(String reply, String recipient, String verdict) {
    int usual = USUAL.indexOf(reply);
    if (usual >= 0) {
      return "=" + (char) ('a' + usual);
    }
    int end = verdict.length() > LONGEST_VERDICT ? 0 : endInCommon(reply, verdict);
    boolean isShorter = end >= SHORTEST_END;
    String own = isShorter ? reply.substring(0, reply.length() - end) : reply;
    String shown =
        recipient.isEmpty() ? safe(own) : safe(own.replace(recipient, String.valueOf(RECIPIENT)));
    return " " + shown + (isShorter ? SAME_END + Integer.toString(end) : "");
  }

  /** What was said; empty for nothing. An address that is no longer known is left out. */
  static String said(String text, @Nullable String recipient, @Nullable String verdict) {
    if (text.startsWith("=")) {
      int usual = text.length() == 2 ? text.charAt(1) - 'a' : -1;
      return usual >= 0 && usual < USUAL.size() ? USUAL.get(usual) : "";
    }
    String said = text.startsWith(" ") ? text.substring(1) : text;
    int mark = said.indexOf(SAME_END);
    if (mark >= 0) {
      int end = IntegerText.parse(said.substring(mark + 1), 0, LONGEST_VERDICT);
      String last = verdict == null || verdict.length() < end ? "" : verdict;
      said = said.substring(0, mark) + last.substring(Math.max(0, last.length() - end));
    }
    return said.replace(String.valueOf(RECIPIENT), recipient == null ? "" : recipient);
  }

  private static String safe(String text) {
    return text.replace('|', '/').replace('\0', ' ');
  }

  private static int endInCommon(String one, String other) {
    int n = 0;
    while (n < Math.min(one.length(), other.length())
        && one.charAt(one.length() - 1 - n) == other.charAt(other.length() - 1 - n)) {
      n++;
    }
    return n;
  }
}
