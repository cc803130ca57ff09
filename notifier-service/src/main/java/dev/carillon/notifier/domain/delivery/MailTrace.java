package dev.carillon.notifier.domain.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to an attempt, and after how long. Written beside the outcome of every mail,
 * so it is short: {@code 1017|mail.example:25|c2|m0|r0|d1|.9} is a mail that was sent, with the
 * milliseconds from each step to the next. A step is a letter of {@link #PHASES}; what the server
 * said follows a space, where it is not consent to a mail that was sent. The last reply is kept
 * elsewhere. One context only.
 */
public final class MailTrace {
  /** How much of a reply is kept, in characters. */
  public static final int MAX_REPLY = 512;

  /** The steps in their order: the wait for a connection, then the replies to the commands. */
  public static final String PHASES = "cmrd.";

  private final LongSupplier nanos;
  private final List<Long> millis = new ArrayList<>();
  private final List<String> replies = new ArrayList<>();
  private long last;

  /**
   * Begins now.
   *
   * @param nanos a monotonic clock
   */
  MailTrace(LongSupplier nanos) {
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /** Its first command is written; what an earlier connection said about it does not count. */
  void begins() {
    millis.clear();
    replies.clear();
    step("");
  }

  /** The server has replied to the next command, or to the content. */
  public void hears(String reply) {
    if (millis.size() < PHASES.length()) {
      step(reply.length() > MAX_REPLY ? reply.substring(0, MAX_REPLY) : reply);
    }
  }

  private void step(String reply) {
    long now = nanos.getAsLong();
    millis.add(TimeUnit.NANOSECONDS.toMillis(now - last));
    replies.add(reply);
    last = now;
  }

  /**
   * As it is stored; null where no server was tried.
   *
   * @param sent whether the mail was sent: then the server agreed at every step
   */
  public @Nullable String text(long worker, @Nullable String server, boolean sent) {
    if (server == null) {
      return null;
    }
    StringBuilder text = new StringBuilder().append(worker).append('|').append(server);
    text.append(sent ? "|" : "");
    for (int i = 0; i < millis.size(); i++) {
      if (sent && millis.get(i) > 0) {
        text.append(PHASES.charAt(i)).append(millis.get(i));
      } else if (!sent) {
        text.append('|').append(PHASES.charAt(i)).append(millis.get(i)).append(said(i));
      }
    }
    return text.toString();
  }

  private String said(int step) {
    boolean isLast = step == PHASES.length() - 1;
    String reply = replies.get(step).replace('|', '/').replace('\0', ' ');
    return isLast || reply.isEmpty() ? "" : " " + reply;
  }
}
