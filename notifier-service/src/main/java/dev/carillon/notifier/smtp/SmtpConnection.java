package dev.carillon.notifier.smtp;

import dev.carillon.notifier.domain.delivery.Phase;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one mail after another over one link. If the server supports pipelining (RFC 2920), a
 * mail's commands go out in one write, and the next mail's commands follow the content of this one
 * in the same write: one round trip and one write per mail. One context only.
 */
final class SmtpConnection {
  private final SmtpLink link;
  private final SmtpServerConfig limits;
  private final boolean pipelining;
  private final long maxSize;
  private final Supplier<@Nullable Transaction> waiting;
  private final Runnable onChange;
  private @Nullable Transaction current;
  private @Nullable Transaction following;
  private boolean resetFirst;

  /**
   * Uses a link that is ready for mail.
   *
   * @param waiting gives the next mail, or null
   * @param onChange called when it is idle or closed
   */
  SmtpConnection(
      SmtpHandshake.Ready ready,
      SmtpServerConfig limits,
      Supplier<@Nullable Transaction> waiting,
      Runnable onChange) {
    this.link = ready.link();
    this.limits = limits;
    this.pipelining = ready.pipelining();
    this.maxSize = ready.maxSize();
    this.waiting = waiting;
    this.onChange = onChange;
    link.onClosed(this::onClosed);
  }

  boolean isOpen() {
    return link.isOpen();
  }

  boolean isIdle() {
    return current == null && link.isOpen();
  }

  /** Starts the next mail if it is idle. */
  void work() {
    if (isIdle()) {
      Buffer out = Buffer.buffer();
      current = begin(out);
      flush(out);
    }
  }

  void quit() {
    link.quit();
  }

  /** Writes the commands of the next mail that may still be sent. */
  private @Nullable Transaction begin(Buffer out) {
    Transaction next = waiting.get();
    while (next != null && !mayGo(next)) {
      next = waiting.get();
    }
    if (next == null) {
      return null;
    }
    Transaction mail = next;
    if (resetFirst) {
      resetFirst = false;
      out.appendString("RSET\r\n");
      link.expect(limits.commandLimit(), reply -> {});
    }
    out.appendString(mail.mail());
    if (pipelining) {
      out.appendString(mail.rcpt()).appendString("DATA\r\n");
    }
    link.expect(limits.commandLimit(), reply -> onMail(mail, reply));
    if (pipelining) {
      link.expect(limits.commandLimit(), reply -> onRcpt(mail, reply));
      link.expect(limits.commandLimit(), reply -> onData(mail, reply));
    }
    return mail;
  }

  private boolean mayGo(Transaction mail) {
    if (maxSize > 0 && mail.content().length > maxSize) {
      mail.refuse("not sent: the server takes " + maxSize + " bytes at most");
      return false;
    }
    return mail.enterWire();
  }

  private void onMail(Transaction mail, SmtpReply reply) {
    if (mail.takes(reply, reply.isPositive())) {
      mail.reached(Phase.RCPT);
    }
    if (!pipelining) {
      next(mail, mail.rcpt(), r -> onRcpt(mail, r));
    }
  }

  private void onRcpt(Transaction mail, SmtpReply reply) {
    if (mail.takes(reply, reply.isPositive())) {
      mail.reached(Phase.DATA);
    }
    if (!pipelining) {
      next(mail, "DATA\r\n", r -> onData(mail, r));
    }
  }

  /** Step by step: the next command, or the end if there was a refusal. */
  private void next(Transaction mail, String command, Consumer<SmtpReply> onReply) {
    if (mail.refusal() != null) {
      resetFirst = true;
      over(mail, mail.refusal());
      return;
    }
    link.expect(limits.commandLimit(), onReply);
    link.write(command);
  }

  private void onData(Transaction mail, SmtpReply reply) {
    if (!reply.wantsMore()) {
      mail.takes(reply, false);
      resetFirst = true;
    }
    SmtpReply refusal = mail.refusal();
    if (!reply.wantsMore() && refusal != null) {
      over(mail, refusal);
      return;
    }
    Buffer out = Buffer.buffer();
    if (refusal != null) {
      // It accepted DATA although it refused the mail: send an empty content (RFC 2920, 3.1).
      out.appendString(".\r\n");
      link.expect(limits.contentLimit(), r -> over(mail, refusal));
    } else {
      mail.reached(Phase.DOT);
      out.appendBytes(mail.content());
      link.expect(limits.contentLimit(), r -> over(mail, r));
    }
    if (pipelining) {
      following = begin(out);
    }
    flush(out);
  }

  private void over(Transaction mail, SmtpReply verdict) {
    current = following;
    following = null;
    mail.conclude(verdict);
    if (verdict.isShuttingDown()) {
      link.close(verdict.line());
    } else if (current == null) {
      work();
      if (isIdle()) {
        onChange.run();
      }
    }
  }

  private void flush(Buffer out) {
    if (out.length() > 0) {
      link.write(out);
    }
  }

  private void onClosed(String why) {
    Transaction first = current;
    Transaction second = following;
    current = null;
    following = null;
    if (first != null) {
      first.broken(why);
    }
    if (second != null) {
      second.broken(why);
    }
    onChange.run();
  }
}
