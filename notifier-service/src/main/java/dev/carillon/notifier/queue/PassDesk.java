package dev.carillon.notifier.queue;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the passes of throttles, the last thing before a mail is sent: a pass is used by mail
 * that goes out, not by mail that some other rule holds back. Mails that ask together share a
 * statement. One context only.
 */
final class PassDesk {
  /** One statement at a time keeps their order; it locks the keys that it asks for anyway. */
  private static final GroupCommit.Bounds STATEMENTS =
      new GroupCommit.Bounds(1, 256, Long.MAX_VALUE);

  private final QueueStore store;
  private final Consumer<@Nullable MailChange> onLeft;
  private final GroupCommit<PassRequest, SendDecision> requests;

  /**
   * Asks {@code store}.
   *
   * @param later runs a task on the same context, after what runs there now
   * @param onLeft told of each mail that leaves its lease so, with its new state if that is known
   */
  PassDesk(QueueStore store, Executor later, Consumer<@Nullable MailChange> onLeft) {
    this.store = store;
    this.onLeft = onLeft;
    this.requests = new GroupCommit<>(later, STATEMENTS, this::ask);
  }

  /**
   * Whether a mail may go now: SEND, THROTTLED once it is parked, GONE if its lease no longer has
   * it. Fails if the database does not say; then it may be either.
   */
  Future<SendDecision> pass(long leaseId, Outgoing mail) {
    return requests.submit(
        new PassRequest(leaseId, mail.id(), mail.recipient(), mail.tags().template()));
  }

  /** A mail has left its lease without a result: nothing is kept for it here any more. */
  void left(Outgoing mail, SendDecision decision) {
    onLeft.accept(
        decision.kind() == SendDecision.Kind.THROTTLED
            ? new MailChange(mail.id(), MailState.HELD)
            : null);
  }

  private Future<List<Outcome<SendDecision>>> ask(List<PassRequest> asked) {
    return Work.begin(() -> store.takePasses(asked))
        .map(
            decisions ->
                decisions.stream().<Outcome<SendDecision>>map(Outcome.Success::new).toList());
  }
}
