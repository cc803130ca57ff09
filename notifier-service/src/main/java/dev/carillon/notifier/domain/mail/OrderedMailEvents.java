package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.MailChange;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells of a mail's changes in the order in which this process commits them. The worker may find a
 * mail as soon as its commit is visible, which is before whoever commits hears of it: what it tells
 * of that mail waits for the commit's own change. Safe from any thread.
 *
 * <p>Between processes there is no such order.
 */
public final class OrderedMailEvents implements MailEvents {
  private final MailEvents listeners;
  private final Map<UUID, Held> open = new HashMap<>();

  /**
   * One for all that change mail in a process.
   *
   * @param listeners told in order, one call at a time; must not wait
   */
  public OrderedMailEvents(MailEvents listeners) {
    this.listeners = listeners;
  }

  /** A mail that is being changed: what others told of it meanwhile. */
  private static final class Held {
    private final List<MailChange> later = new ArrayList<>();
    private int commits;
  }

  @Override
  public synchronized void tell(List<MailChange> changes) {
    if (open.isEmpty()) {
      listeners.tell(changes);
      return;
    }
    List<MailChange> now = new ArrayList<>(changes.size());
    for (MailChange change : changes) {
      Held held = open.get(change.id());
      (held == null ? now : held.later).add(change);
    }
    listeners.tell(now);
  }

  @Override
  public <T> Future<T> tellFirst(
      Collection<UUID> mails,
      Supplier<Future<T>> commit,
      Function<? super T, List<MailChange>> changes) {
    begin(mails);
    return commit.get().onComplete(result -> end(mails, told(result, changes)));
  }

  private static <T> List<MailChange> told(
      AsyncResult<T> result, Function<? super T, List<MailChange>> changes) {
    return result.succeeded() ? changes.apply(result.result()) : List.of();
  }

  private synchronized void begin(Collection<UUID> mails) {
    for (UUID mail : mails) {
      open.computeIfAbsent(mail, id -> new Held()).commits++;
    }
  }

  private synchronized void end(Collection<UUID> mails, List<MailChange> first) {
    List<MailChange> all = new ArrayList<>(first);
    for (UUID mail : mails) {
      Held held = open.get(mail);
      if (held != null && --held.commits == 0) {
        open.remove(mail);
        all.addAll(held.later);
      }
    }
    listeners.tell(all);
  }
}
