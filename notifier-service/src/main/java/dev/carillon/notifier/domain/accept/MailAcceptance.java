package dev.carillon.notifier.domain.accept;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailChange;
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
 * commits it. What arrives together is committed together, unless it has a window or an idempotency
 * key. Mail that goes at once goes into this process's hands, if there is room.
 */
public final class MailAcceptance {
  /**
   * Commits of at most 512 mails or 4 MiB, the second at a time where 64 mails wait; 64 MiB may
   * wait.
   */
  private static final GroupCommit.Bounds AT_ONCE =
      new GroupCommit.Bounds(2, 512 * NewMail.WEIGHT, 64L << 20, 64 * NewMail.WEIGHT);

  /** One commit at a time, so that there are connections left; 32 MiB may wait. */
  private static final GroupCommit.Bounds OTHERS =
      new GroupCommit.Bounds(1, 512 * NewMail.WEIGHT, 32L << 20);

  private final MailInserts inserts;
  private final AcceptStore store;
  private final TemplateStore templates;
  private final MailFactory factory;
  private final DirectLease lease;
  private final MailEvents events;
  private final GroupCommit<Accept.Direct, AcceptedMail> direct;
  private final GroupCommit<Accept.Queued, AcceptedMail> queued;

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
    this.inserts = inserts;
    this.store = store;
    this.templates = templates;
    this.factory = factory;
    this.lease = lease;
    this.events = events;
    this.direct = commits.create(AT_ONCE, one -> one.mail().weight(), this::commitDirect);
    this.queued = commits.create(OTHERS, one -> one.mail().weight(), this::commitQueued);
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
        () -> resolve(request, users).compose(mail -> commit(decide(mail, key))));
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
                .compose(mails -> store.acceptAll(mails, key))
                .onSuccess(all -> onQueued(all.replayed() ? List.of() : accepted(all))));
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
    return addressee(request.to(), users)
        .compose(
            to ->
                template(request)
                    .map(
                        text ->
                            factory.of(request, users.caller(), to, text).with(users.requestId())));
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

  private Future<@Nullable Template> template(AcceptMail request) {
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
    return mail.schedule().atOnce() && key == null
        ? new Accept.Direct(mail)
        : new Accept.Queued(mail, key);
  }

  private Future<AcceptedMail> commit(Accept accept) {
    return switch (accept) {
      case Accept.Direct one -> direct.submit(one);
      case Accept.Queued one when one.key() == null -> queued.submit(one);
      case Accept.Alone one -> commitAlone(one);
    };
  }

  /** Reserves room, stores for the worker or into the queue, and takes what was stored. */
  private Future<List<Outcome<AcceptedMail>>> commitDirect(List<Accept.Direct> accepts) {
    List<NewMail> mails = accepts.stream().map(Accept.Direct::mail).toList();
    return lease
        .reserve(mails.size())
        .compose(
            room ->
                Work.begin(() -> store(mails, room).onSuccess(s -> tell(s.accepted())))
                    .onComplete(
                        stored ->
                            lease.take(
                                room, stored.succeeded() ? stored.result().leased() : List.of())))
        .map(stored -> outcomes(stored.accepted()));
  }

  private Future<StoredMails> store(List<NewMail> mails, DirectLease.@Nullable Room room) {
    return room == null
        ? inserts.enqueue(mails).map(StoredMails::waiting)
        : inserts.lease(mails, room.worker());
  }

  private Future<List<Outcome<AcceptedMail>>> commitQueued(List<Accept.Queued> accepts) {
    return inserts
        .enqueue(accepts.stream().map(Accept.Queued::mail).toList())
        .onSuccess(this::onQueued)
        .map(MailAcceptance::outcomes);
  }

  private Future<AcceptedMail> commitAlone(Accept.Alone one) {
    return store
        .acceptAlone(one)
        .onSuccess(done -> onQueued(done.replayed() ? List.of() : List.of(done.accepted())));
  }

  private void onQueued(List<Accepted> accepted) {
    lease.wake();
    tell(accepted);
  }

  private void tell(List<Accepted> accepted) {
    events.tell(
        accepted.stream()
            .filter(one -> !one.duplicate())
            .map(one -> new MailChange(one.id(), one.state()))
            .toList());
  }

  private static List<Accepted> accepted(MailOutcomes all) {
    return all.items().stream().map(MailOutcome::accepted).filter(Objects::nonNull).toList();
  }

  private static List<Outcome<AcceptedMail>> outcomes(List<Accepted> accepted) {
    return accepted.stream()
        .<Outcome<AcceptedMail>>map(one -> new Outcome.Success<>(new AcceptedMail(one, false)))
        .toList();
  }
}
