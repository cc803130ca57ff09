package dev.carillon.bench.mail.queue;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.notifier.domain.accept.MailInserts;
import dev.carillon.notifier.domain.accept.StoredMails;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.mail.NewMail;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects accepts as {@code MailAcceptance} does it. */
final class ProductAccepts {
  /** As the service collects accepts. */
  static final GroupCommit.Bounds COLLECTED = new GroupCommit.Bounds(2, 512, 100_000, 64);

  private final MailInserts inserts;
  private final Supplier<DirectLease> leases;
  private final GroupCommit<NewMail, Accepted> direct;
  private final GroupCommit<NewMail, Accepted> queued;

  ProductAccepts(Context context, MailInserts inserts, Supplier<DirectLease> leases) {
    this.inserts = inserts;
    this.leases = leases;
    this.direct = new GroupCommit<>(context, COLLECTED, this::commit);
    this.queued =
        new GroupCommit<>(context, new GroupCommit.Bounds(1, 512, 100_000), this::commitQueued);
  }

  /** Into this process's hands, if there is room. */
  Future<?> submit(NewMail mail) {
    return direct.submit(mail);
  }

  /** Into the queue. */
  Future<?> submitQueued(NewMail mail) {
    return queued.submit(mail);
  }

  private Future<List<Outcome<Accepted>>> commitQueued(List<NewMail> mails) {
    return inserts
        .enqueue(mails)
        .onSuccess(all -> leases.get().wake())
        .map(ProductAccepts::outcomes);
  }

  private Future<List<Outcome<Accepted>>> commit(List<NewMail> mails) {
    DirectLease lease = leases.get();
    return lease
        .reserve(mails.size())
        .compose(
            room ->
                Work.begin(() -> store(mails, room))
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

  private static List<Outcome<Accepted>> outcomes(List<Accepted> accepted) {
    return accepted.stream().<Outcome<Accepted>>map(Outcome.Success::new).toList();
  }
}
