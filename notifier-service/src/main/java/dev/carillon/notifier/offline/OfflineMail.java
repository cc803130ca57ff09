package dev.carillon.notifier.offline;

import dev.carillon.async.retry.Retry;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailedTo;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.erasure.Erasures;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.store.pg.PgUrls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The books of mail without their service, for commands: nothing is sent. Takes back what was under
 * way in a backup, erases people again, and adds up.
 */
public final class OfflineMail {
  private static final RetryPolicy AGAIN =
      new RetryPolicy.Exponential(20, Duration.ofMillis(50), Duration.ofSeconds(1));

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final NotifierStores stores;
  private final PgUrls pg;
  private final CrashRules crashes;
  private final Erasures erasures;
  private final Timers timers;
  private final Clocks clocks;

  /** With the settings of the service; a {@code ConfigException} has what is wrong with them. */
  public OfflineMail(Vertx vertx, ConfigSource source, Clocks clocks) {
    CrashRules usual = CrashRules.DEFAULT;
    boolean hold = source.isOn("CARILLON_MAIL_HOLD_UNKNOWN", usual.holdUnknown());
    this.pg = PgUrls.read(source, "notifier");
    source.verify();
    this.crashes = new CrashRules(hold, usual.alone(), usual.most());
    this.clocks = clocks;
    this.timers = Timers.of(vertx);
    this.stores = new NotifierStores(vertx, pg, clocks, new SimpleMeterRegistry());
    this.erasures = new Erasures(stores.erasures());
  }

  /** Where the schema lives. */
  public PgUrls pg() {
    return pg;
  }

  /** Brings the schema to its present form, for a restore. */
  public Future<String> migrate() {
    return stores.clients().migrateRestored();
  }

  /** Connects. */
  public Future<Void> open() {
    return stores.open();
  }

  /** Takes back what dead processes had; gives how many mails. */
  public Future<Integer> takeBack() {
    return stores
        .queue()
        .rescue(Set.of(), Set.of(), Set.of(), Set.of(), crashes)
        .compose(
            seen ->
                stores
                    .queue()
                    .rescue(Set.of(), Set.of(), Set.of(), seen.expired(), crashes)
                    .map(rescued -> rescued.changes().size()));
  }

  /** Calls the mail of somebody who is erased back, and erases what is known of it. */
  public Future<Void> erase(DomainEvent<UserEvent.Erased> event) {
    return new Retry(AGAIN, timers, clocks)
        .run(
            Deadline.in(LIMIT, clocks),
            Retry::always,
            () -> erasures.on(event, event.data()).mapEmpty());
  }

  /** Whether no mail is kept that names somebody. */
  public Future<Boolean> isGone(UUID user) {
    return isGone(user, null);
  }

  private Future<Boolean> isGone(UUID user, @Nullable String cursor) {
    PageRequest page = new PageRequest(PageRequest.MAX_LIMIT, cursor);
    return stores
        .mails()
        .list(new ListMails(null, null, user, null, null, null, page))
        .compose(
            mails -> {
              if (mails.items().stream().anyMatch(OfflineMail::namesSomebody)) {
                return Future.succeededFuture(false);
              }
              return mails.next() == null
                  ? Future.succeededFuture(true)
                  : isGone(user, mails.next());
            });
  }

  private static boolean namesSomebody(Mail mail) {
    MailedTo to = mail.to();
    return to != null && (to.email() != null || to.name() != null);
  }

  /** Counts everything in one snapshot. */
  public Future<Ledger> ledger() {
    return stores.mails().ledger();
  }

  /** Gives all connections back. */
  public Future<Void> close() {
    return stores.close();
  }
}
