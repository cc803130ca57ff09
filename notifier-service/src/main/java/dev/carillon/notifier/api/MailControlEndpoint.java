package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.NodeReplies;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryReason;
import dev.carillon.notifier.domain.control.GivenUpMail;
import dev.carillon.notifier.domain.control.MailControl;
import dev.carillon.notifier.domain.control.MailHolders;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the contracts that change what was accepted: call back, re-schedule, try again. */
public final class MailControlEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(MailControlEndpoint.class);

  private final Bus bus;
  private final MailControl control;
  private final GivenUpMail givenUp;
  private final Function<UUID, Future<HeldMail>> callBackHere;

  /**
   * Over the domain.
   *
   * @param callBackHere calls a mail back if this process has it in its hands
   */
  public MailControlEndpoint(
      Bus bus,
      MailControl control,
      GivenUpMail givenUp,
      Function<UUID, Future<HeldMail>> callBackHere) {
    this.bus = bus;
    this.control = control;
    this.givenUp = givenUp;
    this.callBackHere = callBackHere;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Mails.CANCEL, this::cancel),
            bus.serve(
                Mails.RESCHEDULE,
                (call, q) ->
                    control.reschedule(
                        q, call.actor(), call.deadline(), call.idempotency(Mails.RESCHEDULE, q))),
            bus.serve(
                Mails.RETRY,
                (call, q) -> control.retry(q, call.actor(), call.idempotency(Mails.RETRY, q))),
            bus.serve(Mails.REASONS, (call, q) -> givenUp.reasons(q)),
            bus.serve(Mails.RETRY_REASON, this::retryReason),
            bus.serveEach(Mails.CALL_BACK, (call, q) -> callBackHere.apply(q.id()))));
  }

  private Future<Answered<Mail>> cancel(Call call, Id mail) {
    return control.cancel(
        mail.id(),
        "cancelled by " + call.principal(),
        holders(call),
        call.deadline(),
        call.idempotency(Mails.CANCEL, mail));
  }

  private Future<Answered<Retried>> retryReason(Call call, RetryReason asked) {
    return givenUp
        .retry(asked, call.actor(), call.idempotency(Mails.RETRY_REASON, asked))
        .onSuccess(
            done -> {
              if (!done.replayed() && done.answer().count() > 0) {
                LOG.info(
                    "{} tries {} {} mails again for their reason ({})",
                    call.principal(),
                    done.answer().count(),
                    asked.state().lower(),
                    call.requestId());
              }
            });
  }

  private MailHolders holders(Call call) {
    return id ->
        bus.requestEach(Mails.CALL_BACK, call.asService(), new Id(id))
            .map(NodeReplies::answers)
            .map(answers -> answers.values());
  }
}
