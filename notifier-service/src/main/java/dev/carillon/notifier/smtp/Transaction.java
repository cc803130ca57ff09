package dev.carillon.notifier.smtp;

import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.trace.MailTrace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SMTP transaction of one mail; completes exactly once. One context only. */
final class Transaction {
  private final String sender;
  private final String recipient;
  private final byte[] content;
  private final WireState wireState;
  private final Promise<Delivery> done = Promise.promise();
  private @Nullable SmtpReply refusal;
  private boolean isAnswered;

  /**
   * Nothing is sent yet.
   *
   * @param content dot-stuffed, with the final dot
   */
  Transaction(String sender, String recipient, byte[] content, WireState wireState) {
    this.sender = sender;
    this.recipient = recipient;
    this.content = content;
    this.wireState = wireState;
  }

  Future<Delivery> done() {
    return done.future();
  }

  boolean isOver() {
    return done.future().isComplete();
  }

  String recipient() {
    return recipient;
  }

  byte[] content() {
    return content;
  }

  String mail() {
    return "MAIL FROM:<" + sender + ">\r\n";
  }

  String rcpt() {
    return "RCPT TO:<" + recipient + ">\r\n";
  }

  /**
   * False if the mail was cancelled; then the transaction is complete.
   *
   * @param opened what was said when the connection was opened for it; empty if it was open
   */
  boolean enterWire(List<MailTrace.Step> opened) {
    if (!wireState.enterWire(opened)) {
      end(Delivery.Result.CANCELLED, "called back");
    }
    return !isOver();
  }

  /** False if another process may be sending it by now; then the transaction is complete. */
  boolean enterContent() {
    if (!wireState.enterContent()) {
      end(Delivery.Result.CANCELLED, "its lease has ended");
    }
    return !isOver();
  }

  void reached(Phase phase) {
    wireState.reached(phase);
  }

  /** Whether its content was written, and its verdict is awaited. */
  boolean awaitsVerdict() {
    return wireState.phase() == Phase.DOT && !isOver();
  }

  /**
   * Takes it off the wire, to be sent through another connection.
   *
   * @return false if the server has answered it: then its end is what the server said
   */
  boolean leaveWire() {
    if (isAnswered || isOver()) {
      return false;
    }
    wireState.reached(Phase.CONNECT);
    return true;
  }

  /** Notes what was said, and when, for people. */
  void hears(SmtpReply reply) {
    wireState.trace().hears(reply.line());
  }

  /** Notes the reply to a command; the first refusal counts. */
  boolean takes(SmtpReply reply, boolean ok) {
    isAnswered = true;
    hears(reply);
    if (!ok && refusal == null) {
      refusal = reply;
    }
    return refusal == null;
  }

  @Nullable SmtpReply refusal() {
    return refusal;
  }

  /** The final reply, to the content or to the first refused command; true if it was accepted. */
  boolean conclude(SmtpReply verdict) {
    Phase at = wireState.phase();
    if (at == Phase.DOT) {
      hears(verdict);
    }
    if (at == Phase.DOT && verdict.isPositive()) {
      wireState.reached(Phase.REPLIED);
      end(Delivery.Result.SENT, verdict.line());
      return true;
    }
    end(refused(verdict, at), verdict.line());
    return false;
  }

  /**
   * What a refusal means. For good it refuses the mail only because of the recipient, which is
   * named with {@code RCPT}: what is said before concerns our address and our configuration, what
   * is said after it mostly the content, or how much we send. 552 to {@code RCPT} means 452 (RFC
   * 5321, section 4.5.3.1.10).
   */
  private static Delivery.Result refused(SmtpReply verdict, Phase at) {
    if (verdict.isShuttingDown()) {
      return Delivery.Result.AWAY;
    }
    if (!verdict.isPermanent() || (at == Phase.RCPT && verdict.isTooMuch())) {
      return Delivery.Result.FAILED;
    }
    if (at != Phase.MAIL && verdict.isAboutRecipient(at == Phase.RCPT)) {
      return Delivery.Result.REFUSED;
    }
    return verdict.isTooLarge() ? Delivery.Result.TOO_LARGE : Delivery.Result.DECLINED;
  }

  /** The connection was lost. A refusal before that stands. */
  void broken(String why) {
    if (refusal != null && wireState.phase() != Phase.DOT) {
      conclude(refusal);
      return;
    }
    end(
        switch (wireState.phase()) {
          case CONNECT -> Delivery.Result.POSTPONED;
          case MAIL, RCPT, DATA, REPLIED -> Delivery.Result.FAILED;
          case DOT -> Delivery.Result.UNKNOWN;
        },
        why);
  }

  /** There is no connection for it: the server was tried, and is away. */
  void away(String why) {
    end(Delivery.Result.AWAY, why);
  }

  void tooLarge(String why) {
    end(Delivery.Result.TOO_LARGE, why);
  }

  private void end(Delivery.Result result, String reply) {
    done.tryComplete(new Delivery(result, wireState.phase(), reply));
  }
}
