package dev.carillon.notifier.queue;

import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.trace.AttemptSpan;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A mail without an outcome yet, and how far its sending came. One context only. */
final class Flight {
  private final Outgoing mail;
  private final WireState wireState;
  private final AttemptSpan span;
  private @Nullable Long waitsSince; // for the verdict, on the monotonic clock
  private @Nullable String leftFor; // the server whose permit it has, instead of the process's

  /** For a pass; null where none is asked for. */
  @Nullable Future<SendDecision> asking;

  Flight(Outgoing mail, WireState wireState, int attempt) {
    this.mail = mail;
    this.wireState = wireState;
    this.span = AttemptSpan.begin(mail.trace(), mail.id(), mail.takenAt(), attempt);
  }

  Outgoing mail() {
    return mail;
  }

  WireState wireState() {
    return wireState;
  }

  /** A mail that has waited long for its verdict keeps no other from being taken. */
  void lookForSlowVerdict(long nowNanos, SlowVerdicts slow) {
    String server = wireState.server();
    if (wireState.phase() != Phase.DOT || server == null || leftFor != null) {
      return;
    }
    if (waitsSince == null) {
      waitsSince = nowNanos;
    } else if (nowNanos - waitsSince >= SlowVerdicts.SLOW.toNanos() && slow.leave(server)) {
      leftFor = server;
    }
  }

  /** Whether it has waited long for its verdict. */
  boolean isSlow() {
    return leftFor != null;
  }

  /** It has an outcome, with what was said, as it is stored. */
  LeaseOutcome end(Batch batch, AttemptOutcome outcome, SlowVerdicts slow) {
    if (leftFor != null) {
      slow.comeBack(leftFor);
    }
    span.end(outcome.kind().lower(), wireState.server(), wireState.trace());
    String verdict = outcome.kind() == AttemptOutcome.Kind.SENT ? outcome.reply() : null;
    String trace = wireState.trace(batch.worker(), mail.recipient(), verdict);
    return new LeaseOutcome(batch, outcome, trace, span.at());
  }
}
