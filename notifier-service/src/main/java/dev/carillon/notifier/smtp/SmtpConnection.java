package dev.carillon.notifier.smtp;

import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.trace.MailTrace;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one mail after another over one link. If the server supports pipelining (RFC 2920), a
 * mail's commands go out in one write, and the next mail's commands follow the content of this one
 * in the same write: one round trip and one write per mail. What the server has not answered when
 * the connection ends was not at fault, unless it came first: it goes back in line. One context
 * only.
 */
final class SmtpConnection {
  /** How long a mail waits behind the content of another one, in ticks. */
  private static final int PATIENCE = 3;

  private final SmtpLink link;
  private final SmtpServerConfig limits;
  private final boolean pipelining;
  private final long maxSize;
  private final SmtpServer server;
  private @Nullable Transaction current;
  private @Nullable Transaction following;
  private List<MailTrace.Step> opened;
  private boolean resetFirst;
  private boolean closesNext;
  private int concluded;
  private boolean taken;
  private int ticks;

  /**
   * Uses a link that is ready for mail.
   *
   * @param server gives it mail, takes mail back, and hears what becomes of it
   */
  SmtpConnection(SmtpHandshake.Ready ready, SmtpServerConfig limits, SmtpServer server) {
    this.link = ready.link();
    this.limits = limits;
    this.pipelining = ready.pipelining();
    this.maxSize = ready.maxSize();
    this.server = server;
    this.opened = ready.said();
    link.onClosed(this::onClosed);
  }

  boolean isOpen() {
    return link.isOpen();
  }

  boolean isIdle() {
    return current == null && link.isOpen();
  }

  /** Whether it has carried a mail, and may carry more. */
  boolean isOfUse() {
    return taken && link.isOpen();
  }

  /** A second has passed. Whoever waits long behind the content of another mail need not. */
  void tick() {
    boolean waits = current != null && current.awaitsVerdict();
    ticks = waits ? ticks + 1 : 0;
    Transaction next = following;
    if (ticks == PATIENCE && next != null && next.leaveWire()) {
      following = null;
      closesNext = true; // the server has its envelope: without content it forgets it
      server.backInLine(next);
    }
  }

  /** For how many seconds it has been waiting for a verdict. */
  int stalledFor() {
    return ticks;
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
    Transaction next = server.next();
    while (next != null && !mayGo(next)) {
      server.unused();
      next = server.next();
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
      mail.tooLarge("not sent: the server takes " + maxSize + " bytes at most");
      return false;
    }
    if (!mail.enterWire(opened)) {
      return false;
    }
    opened = List.of(); // the next mail finds it open
    return true;
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
    if (reply.wantsMore()) {
      mail.hears(reply);
    } else {
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
      link.expect(limits.verdictLimit(), r -> over(mail, refusal));
    } else if (mail.enterContent()) {
      out.appendBytes(mail.content());
      link.expect(limits.verdictLimit(), r -> over(mail, r));
    } else {
      link.close("closed"); // whatever was written now would be content
      return;
    }
    if (pipelining) {
      following = begin(out);
    }
    flush(out);
  }

  private void over(Transaction mail, SmtpReply verdict) {
    current = following;
    following = null;
    ticks = 0;
    concluded++;
    taken |= mail.conclude(verdict);
    if (verdict.isShuttingDown()) {
      server.onShutDown(verdict, concluded > 1);
      link.close(verdict.line());
    } else if (closesNext) {
      link.close("closed");
    } else if (current == null) {
      work();
      if (isIdle()) {
        server.onConnectionChange();
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
    ticks = 0;
    if (second != null) {
      againOrBroken(second, true, why);
    }
    if (first != null) {
      againOrBroken(first, concluded > 0, why);
    }
    server.onConnectionChange();
  }

  /** The first mail of a connection may be what the server hangs up on; a later one is not. */
  private void againOrBroken(Transaction mail, boolean isLater, String why) {
    if (isLater && mail.leaveWire()) {
      server.backInLine(mail);
    } else {
      mail.broken(why);
    }
  }
}
