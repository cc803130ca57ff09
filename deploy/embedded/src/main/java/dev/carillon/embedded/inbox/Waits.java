package dev.carillon.embedded.inbox;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.inbox.AwaitInbox;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Who waits for a mail. Each waits seconds at most, and only so many at a time. Thread-safe. */
final class Waits {
  static final int MAX = 1_000;

  private final Mailbox mailbox;
  private final Timers timers;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

  private record Waiter(Predicate<InboxMail> wanted, Promise<InboxPage> found) {}

  Waits(Mailbox mailbox, Timers timers) {
    this.mailbox = mailbox;
    this.timers = timers;
    mailbox.whenArrived(this::arrived);
  }

  /** The newest mail that matches, as soon as there is one; none when the time is over. */
  Future<InboxPage> await(AwaitInbox request) {
    if (waiting.size() >= MAX) {
      return Future.failedFuture(
          Failure.of(FailureCode.UNAVAILABLE, "Too many wait for mail of the inbox"));
    }
    Waiter waiter = new Waiter(wanted(request), Work.promise());
    // First it waits, then it looks: a mail that comes between the two is not missed.
    waiting.add(waiter);
    mailbox
        .newestFirst()
        .map(StoredMail::mail)
        .filter(waiter.wanted())
        .findFirst()
        .ifPresent(mail -> waiter.found().tryComplete(new InboxPage(List.of(mail))));
    Timers.Pending end =
        timers.after(
            Duration.ofMillis(request.millis()),
            () -> waiter.found().tryComplete(new InboxPage(List.of())));
    return waiter
        .found()
        .future()
        .onComplete(
            r -> {
              end.cancel();
              waiting.remove(waiter);
            });
  }

  /** How many wait. */
  int size() {
    return waiting.size();
  }

  private void arrived(InboxMail mail) {
    for (Waiter waiter : waiting) {
      if (waiter.wanted().test(mail)) {
        waiter.found().tryComplete(new InboxPage(List.of(mail)));
      }
    }
  }

  private static Predicate<InboxMail> wanted(AwaitInbox request) {
    Pattern subject = request.subject() == null ? null : StoredMail.anyCase(request.subject());
    return mail ->
        (request.to() == null || mail.to().equalsIgnoreCase(request.to()))
            && (subject == null || subject.matcher(mail.subject()).find())
            && (request.since() == null || !mail.at().isBefore(request.since()));
  }
}
