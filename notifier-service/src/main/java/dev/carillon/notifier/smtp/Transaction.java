package dev.carillon.notifier.smtp;

import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** The SMTP transaction of one mail; completes exactly once. One context only. */
final class Transaction {
  private static final int TOO_LARGE = 552;

  private final String sender;
  private final String recipient;
  private final byte[] content;
  private final WireState wireState;
  private final Promise<Delivery> done = Promise.promise();
  private @Nullable SmtpReply refusal;

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

  byte[] content() {
    return content;
  }

  String mail() {
    return "MAIL FROM:<" + sender + ">\r\n";
  }

  String rcpt() {
    return "RCPT TO:<" + recipient + ">\r\n";
  }

  /** False if the mail was cancelled; then the transaction is complete. */
  boolean enterWire() {
    if (!wireState.enterWire()) {
      end(Delivery.Result.CANCELLED, "called back");
    }
    return !isOver();
  }

  void reached(Phase phase) {
    wireState.reached(phase);
  }

  /** Notes the reply to a command; the first refusal counts. */
  boolean takes(SmtpReply reply, boolean ok) {
    if (!ok && refusal == null) {
      refusal = reply;
    }
    return refusal == null;
  }

  @Nullable SmtpReply refusal() {
    return refusal;
  }

  /**
   * The final reply, to the content or to the first refused command. Only a 5xx to the recipient or
   * to the content refuses the mail for good. A 5xx to the sender is about our configuration, which
   * may be corrected, unless it is about the mail's size.
   */
  void conclude(SmtpReply verdict) {
    Phase at = wireState.phase();
    if (verdict.isShuttingDown()) {
      end(Delivery.Result.POSTPONED, verdict.line());
    } else if (verdict.isPermanent() && (at != Phase.MAIL || verdict.code() == TOO_LARGE)) {
      end(Delivery.Result.REFUSED, verdict.line());
    } else if (at == Phase.DOT && verdict.isPositive()) {
      wireState.reached(Phase.REPLIED);
      end(Delivery.Result.SENT, verdict.line());
    } else {
      end(Delivery.Result.FAILED, verdict.line());
    }
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

  void refuse(String why) {
    end(Delivery.Result.REFUSED, why);
  }

  private void end(Delivery.Result result, String reply) {
    done.tryComplete(new Delivery(result, wireState.phase(), reply));
  }
}
