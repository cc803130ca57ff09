package dev.carillon.notifier.meter;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailOutcome;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.notifier.domain.accept.Accept;
import dev.carillon.notifier.domain.accept.AcceptStore;
import dev.carillon.notifier.domain.accept.BulkMail;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mail that is committed alone, counted. */
final class MeteredAccepts implements AcceptStore {
  private final AcceptStore store;
  private final MailMeters meters;

  MeteredAccepts(AcceptStore store, MailMeters meters) {
    this.store = store;
    this.meters = meters;
  }

  @Override
  public Future<AcceptedMail> acceptAlone(Accept.Alone one) {
    return store
        .acceptAlone(one)
        .onSuccess(
            done -> {
              if (!done.replayed() && !done.accepted().duplicate()) {
                meters.accepted(List.of(one.mail()));
              }
            });
  }

  @Override
  public Future<MailOutcomes> acceptAll(BulkMail mails, @Nullable IdempotencyKey key) {
    return store
        .acceptAll(mails, key)
        .onSuccess(
            all -> {
              if (!all.replayed()) {
                meters.accepted(fresh(mails.good(), all));
              }
            });
  }

  private static List<NewMail> fresh(List<NewMail> mails, MailOutcomes all) {
    Set<UUID> fresh = new HashSet<>();
    all.items().stream()
        .map(MailOutcome::accepted)
        .filter(Objects::nonNull)
        .filter(one -> !one.duplicate())
        .map(Accepted::id)
        .forEach(fresh::add);
    return mails.stream().filter(mail -> fresh.contains(mail.id())).toList();
  }

  @Override
  public Future<Integer> acceptOnce(List<Effect> effects) {
    return store.acceptOnce(effects).onSuccess(taken -> events(effects, taken));
  }

  /** Where some of the events came again it is not known which: then the last ones are new. */
  private void events(List<Effect> effects, int taken) {
    meters.accepted(
        effects.subList(Math.max(0, effects.size() - taken), effects.size()).stream()
            .map(Effect::mail)
            .filter(Objects::nonNull)
            .toList());
  }

  @Override
  public Future<@Nullable AcceptedMail> findAccepted(IdempotencyKey key) {
    return store.findAccepted(key);
  }

  @Override
  public Future<@Nullable MailOutcomes> findOutcomes(IdempotencyKey key) {
    return store.findOutcomes(key);
  }

  @Override
  public <T> Future<T> refuse(IdempotencyKey key, Throwable refusal) {
    return store.refuse(key, refusal);
  }

  @Override
  public Future<Boolean> forget(int limit) {
    return store.forget(limit);
  }
}
