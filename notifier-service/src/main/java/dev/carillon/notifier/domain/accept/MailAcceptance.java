package dev.carillon.notifier.domain.accept;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailOutcome;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.template.TemplateStore;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Accepts mail: resolves whom it is for and what it says, decides once how it is committed, and
 * commits it. What arrives together is committed together, unless it has a window. Mail that goes
 * at once goes into this process's hands, if there is room.
 */
public final class MailAcceptance {
  private final AcceptStore store;
  private final TemplateStore templates;
  private final MailFactory factory;
  private final AcceptCommits commits;

  /**
   * Over its ports.
   *
   * @param commits where accepts are collected
   * @param lease the way into this process's hands
   * @param events told of what is accepted
   */
  public MailAcceptance(
      MailInserts inserts,
      AcceptStore store,
      TemplateStore templates,
      MailFactory factory,
      GroupCommit.Factory commits,
      DirectLease lease,
      MailEvents events) {
    this.store = store;
    this.templates = templates;
    this.factory = factory;
    this.commits = new AcceptCommits(inserts, store, commits, lease, events);
  }

  /**
   * Accepts a mail; completes after the commit. Under a key the second time gives the first answer.
   * INVALID, with the field's name, for what is not known; IN_PROGRESS, IDEMPOTENCY_MISMATCH.
   */
  public Future<AcceptedMail> accept(
      AcceptMail request, @Nullable IdempotencyKey key, RecipientDirectory users) {
    return once(
        key,
        store::findAccepted,
        () -> resolve(request, users).compose(mail -> commits.commit(decide(mail, key))));
  }

  /** Accepts a mail to many: one for each recipient who has no mistake, in one transaction. */
  public Future<MailOutcomes> acceptAll(
      AcceptMails request, @Nullable IdempotencyKey key, RecipientDirectory users) {
    BulkRecipients recipients = new BulkRecipients(request, mail -> resolve(mail, users));
    return once(
        key,
        store::findOutcomes,
        () ->
            recipients
                .mails()
                .compose(
                    bulk ->
                        commits.queueing(
                            AcceptCommits.ids(bulk.good()),
                            () -> store.acceptAll(bulk, key),
                            all -> all.replayed() ? List.of() : accepted(all))));
  }

  /** Asks for the answer under the key first; what is refused for good is kept as the answer. */
  private <T> Future<T> once(
      @Nullable IdempotencyKey key, Find<T> find, Supplier<Future<T>> accepting) {
    return key == null
        ? accepting.get()
        : find.by(key)
            .compose(known -> known == null ? accepting.get() : Future.succeededFuture(known))
            .recover(refusal -> store.refuse(key, refusal));
  }

  private interface Find<T> {
    Future<@Nullable T> by(IdempotencyKey key);
  }

  /** Makes the mail of a request: looks up whom it is for, and fills its template. */
  public Future<NewMail> resolve(AcceptMail request, RecipientDirectory users) {
    return resolve(request, users, templates, factory);
  }

  /** The same for who stores the mail otherwise. INVALID, with the field's name. */
  public static Future<NewMail> resolve(
      AcceptMail request, RecipientDirectory users, TemplateStore templates, MailFactory factory) {
    TracePoint trace = Traces.sampled();
    return addressee(request.to(), users)
        .compose(
            to ->
                template(request, templates)
                    .map(
                        text ->
                            factory
                                .of(request, users.caller(), to, text)
                                .with(users.requestId(), trace)));
  }

  private static Future<Addressee> addressee(Recipient to, RecipientDirectory users) {
    UUID userId = to.userId();
    return userId == null
        ? Future.succeededFuture(
            new Addressee(Objects.requireNonNull(to.email()), to.name(), null, true))
        : users.find(userId).map(MailAcceptance::active);
  }

  private static Addressee active(@Nullable Addressee user) {
    if (user == null) {
      throw Failure.invalid("/to/userId", "is not a known user");
    }
    if (!user.active()) {
      throw Failure.invalid("/to/userId", "is a user who is not active");
    }
    return user;
  }

  private static Future<@Nullable Template> template(AcceptMail request, TemplateStore templates) {
    return request.template() == null
        ? Future.succeededFuture()
        : templates
            .get(new TemplateName(request.template(), null))
            .recover(e -> Future.failedFuture(unknownTemplate(e)));
  }

  private static Throwable unknownTemplate(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
        ? Failure.invalid("/template", "is not a known template")
        : cause;
  }

  /** Decides how a mail is committed: by its schedule, and whether its answer is to be kept. */
  public static Accept decide(NewMail mail, @Nullable IdempotencyKey key) {
    if (mail.schedule().window() != null) {
      return new Accept.Windowed(mail, key);
    }
    return mail.schedule().atOnce() ? new Accept.Direct(mail, key) : new Accept.Queued(mail, key);
  }

  private static List<Accepted> accepted(MailOutcomes all) {
    return all.items().stream().map(MailOutcome::accepted).filter(Objects::nonNull).toList();
  }
}
