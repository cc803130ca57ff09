package dev.carillon.notifier.smtp;

import dev.carillon.notifier.mail.Delivery;
import dev.carillon.notifier.mail.Passage;
import dev.carillon.notifier.mail.Phase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** One mail's conversation with a server. Ends exactly once. One context only. */
final class Transaction {
  private static final int TOO_LARGE = 552;

  private final String sender;
  private final String recipient;
  private final byte[] content;
  private final Passage passage;
  private final Promise<Delivery> done = Promise.promise();
  private @Nullable Reply refusal;

  /**
   * Not begun.
   *
   * @param content dot-stuffed, with the final dot
   */
  Transaction(String sender, String recipient, byte[] content, Passage passage) {
    this.sender = sender;
    this.recipient = recipient;
    this.content = content;
    this.passage = passage;
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

  /** False, and over, if it was called back. */
  boolean enterWire() {
    if (!passage.enterWire()) {
      end(Delivery.Result.CANCELLED, "called back");
    }
    return !isOver();
  }

  void reached(Phase phase) {
    passage.reached(phase);
  }

  /** Notes a refusal on the way; the first one counts. */
  boolean takes(Reply reply, boolean ok) {
    if (!ok && refusal == null) {
      refusal = reply;
    }
    return refusal == null;
  }

  @Nullable Reply refusal() {
    return refusal;
  }

  /**
   * The server's verdict on the content, or on what came before it. Only a 5xx to the recipient or
   * to the content says that this mail will never be taken; a 5xx to the sender is about us, unless
   * it is about the mail's size, and passes when somebody mends it.
   */
  void conclude(Reply verdict) {
    Phase at = passage.phase();
    if (verdict.isShuttingDown()) {
      end(Delivery.Result.POSTPONED, verdict.line());
    } else if (verdict.isPermanent() && (at != Phase.MAIL || verdict.code() == TOO_LARGE)) {
      end(Delivery.Result.REFUSED, verdict.line());
    } else if (at == Phase.DOT && verdict.isPositive()) {
      passage.reached(Phase.REPLIED);
      end(Delivery.Result.SENT, verdict.line());
    } else {
      end(Delivery.Result.FAILED, verdict.line());
    }
  }

  /** The link died. A verdict that came before that stands. */
  void broken(String why) {
    if (refusal != null && passage.phase() != Phase.DOT) {
      conclude(refusal);
      return;
    }
    end(
        switch (passage.phase()) {
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
    done.tryComplete(new Delivery(result, passage.phase(), reply));
  }
}
