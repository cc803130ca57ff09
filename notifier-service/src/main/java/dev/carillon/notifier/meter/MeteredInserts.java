package dev.carillon.notifier.meter;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.notifier.domain.accept.MailInserts;
import dev.carillon.notifier.domain.accept.StoredMails;
import dev.carillon.notifier.domain.mail.NewMail;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Mail that is committed together, counted. */
final class MeteredInserts implements MailInserts {
  private final MailInserts inserts;
  private final MailMeters meters;

  MeteredInserts(MailInserts inserts, MailMeters meters) {
    this.inserts = inserts;
    this.meters = meters;
  }

  @Override
  public Future<StoredMails> lease(List<NewMail> mails, long worker) {
    return inserts.lease(mails, worker).onSuccess(stored -> count(mails, stored.accepted()));
  }

  @Override
  public Future<List<Accepted>> enqueue(List<NewMail> mails) {
    return inserts.enqueue(mails).onSuccess(accepted -> count(mails, accepted));
  }

  @Override
  public Future<KeyedMails> leaseKeyed(List<Keyed> mails, long worker) {
    return inserts.leaseKeyed(mails, worker).onSuccess(stored -> count(mails, stored));
  }

  @Override
  public Future<KeyedMails> enqueueKeyed(List<Keyed> mails) {
    return inserts.enqueueKeyed(mails).onSuccess(stored -> count(mails, stored));
  }

  private void count(List<NewMail> mails, List<Accepted> accepted) {
    List<NewMail> fresh = new ArrayList<>();
    for (int i = 0; i < accepted.size(); i++) {
      if (!accepted.get(i).duplicate()) {
        fresh.add(mails.get(i));
      }
    }
    meters.accepted(fresh);
  }

  private void count(List<Keyed> mails, KeyedMails stored) {
    meters.accepted(
        mails.stream()
            .map(Keyed::mail)
            .filter(
                mail ->
                    stored.outcomes().get(mail.id())
                            instanceof Outcome.Success<AcceptedMail>(AcceptedMail one)
                        && !one.replayed()
                        && !one.accepted().duplicate())
            .toList());
  }
}
