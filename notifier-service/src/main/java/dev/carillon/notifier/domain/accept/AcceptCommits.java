package dev.carillon.notifier.domain.accept;

import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.AcceptedMail;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.domain.accept.MailInserts.Keyed;
import dev.carillon.notifier.domain.accept.MailInserts.KeyedMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.DirectLease;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.mail.NewMail;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commits accepted mail: what arrives together is committed together, with or without keys, but for
 * mail that has a window; and tells of it. A mail with a key that cannot be committed with the
 * others is committed alone, which finds out why.
 */
final class AcceptCommits {
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
  private final DirectLease lease;
  private final MailEvents events;
  private final GroupCommit<Accept.Direct, AcceptedMail> direct;
  private final GroupCommit<Accept.Queued, AcceptedMail> queued;
  private final GroupCommit<Accept.Direct, Optional<AcceptedMail>> keyedDirect;
  private final GroupCommit<Accept.Queued, Optional<AcceptedMail>> keyedQueued;

  AcceptCommits(
      MailInserts inserts,
      AcceptStore store,
      GroupCommit.Factory commits,
      DirectLease lease,
      MailEvents events) {
    this.inserts = inserts;
    this.store = store;
    this.lease = lease;
    this.events = events;
    this.direct = commits.create(AT_ONCE, one -> one.mail().weight(), this::commitDirect);
    this.queued = commits.create(OTHERS, one -> one.mail().weight(), this::commitQueued);
    this.keyedDirect = commits.create(AT_ONCE, one -> one.mail().weight(), this::commitKeyed);
    this.keyedQueued = commits.create(OTHERS, one -> one.mail().weight(), this::enqueueKeyed);
  }

  /** Completes after the commit. */
  Future<AcceptedMail> commit(Accept accept) {
    return switch (accept) {
      case Accept.Direct one when one.key() == null -> direct.submit(one);
      case Accept.Queued one when one.key() == null -> queued.submit(one);
      case Accept.Direct one -> keyedDirect.submit(one).compose(r -> orAlone(r, one.queued()));
      case Accept.Queued one -> keyedQueued.submit(one).compose(r -> orAlone(r, one));
      case Accept.Windowed one -> commitAlone(one);
    };
  }

  /** Reserves room, stores for the worker or into the queue, and takes what was stored. */
  private Future<List<Outcome<AcceptedMail>>> commitDirect(List<Accept.Direct> accepts) {
    List<NewMail> mails = accepts.stream().map(Accept.Direct::mail).toList();
    return traced(
        mails,
        () ->
            lease
                .reserve(mails.size())
                .compose(room -> intoHands(mails, room))
                .map(stored -> outcomes(stored.accepted())));
  }

  private Future<StoredMails> intoHands(List<NewMail> mails, DirectLease.@Nullable Room room) {
    return Work.begin(() -> telling(ids(mails), () -> store(mails, room), StoredMails::accepted))
        .onComplete(stored -> lease.take(room, leased(stored.result())));
  }

  private static List<Batch> leased(@Nullable StoredMails stored) {
    return stored == null ? List.of() : stored.leased();
  }

  /** The commit is a span of each mail's trace; the work of it hangs below the first one's. */
  private static <T> Future<T> traced(List<NewMail> mails, Supplier<Future<T>> commit) {
    return Traces.together("mail.commit", mails.stream().map(NewMail::trace).toList(), commit);
  }

  private Future<StoredMails> store(List<NewMail> mails, DirectLease.@Nullable Room room) {
    return room == null
        ? inserts.enqueue(mails).map(StoredMails::waiting)
        : inserts.lease(mails, room.worker());
  }

  private Future<List<Outcome<AcceptedMail>>> commitQueued(List<Accept.Queued> accepts) {
    List<NewMail> mails = accepts.stream().map(Accept.Queued::mail).toList();
    return traced(mails, () -> queueing(ids(mails), () -> inserts.enqueue(mails), all -> all))
        .map(AcceptCommits::outcomes);
  }

  private Future<List<Outcome<Optional<AcceptedMail>>>> commitKeyed(List<Accept.Direct> accepts) {
    List<Keyed> mails = withoutDoubles(accepts);
    return traced(
            mails.stream().map(Keyed::mail).toList(),
            () -> lease.reserve(mails.size()).compose(room -> keyedIntoHands(mails, room)))
        .map(stored -> outcomes(accepts, stored));
  }

  private Future<KeyedMails> keyedIntoHands(List<Keyed> mails, DirectLease.@Nullable Room room) {
    return Work.begin(() -> storeKeyed(mails, room))
        .onComplete(
            stored -> lease.take(room, stored.succeeded() ? stored.result().leased() : List.of()));
  }

  private Future<KeyedMails> storeKeyed(List<Keyed> mails, DirectLease.@Nullable Room room) {
    return telling(
        keyedIds(mails),
        () -> room == null ? inserts.enqueueKeyed(mails) : inserts.leaseKeyed(mails, room.worker()),
        AcceptCommits::fresh);
  }

  private Future<List<Outcome<Optional<AcceptedMail>>>> enqueueKeyed(List<Accept.Queued> accepts) {
    List<Keyed> mails = withoutDoubles(accepts);
    return traced(
            mails.stream().map(Keyed::mail).toList(),
            () ->
                queueing(keyedIds(mails), () -> inserts.enqueueKeyed(mails), AcceptCommits::fresh))
        .map(stored -> outcomes(accepts, stored));
  }

  /** Of several with one key or one {@code dedupKey} the first. */
  private static List<Keyed> withoutDoubles(List<? extends Accept> accepts) {
    Set<List<String>> seen = new HashSet<>();
    List<Keyed> firsts = new ArrayList<>();
    for (Accept one : accepts) {
      Keyed keyed = new Keyed(one.mail(), Objects.requireNonNull(one.key()));
      List<List<String>> marks = new ArrayList<>();
      marks.add(List.of("key", keyed.key().principal(), keyed.key().key()));
      String dedupKey = keyed.mail().schedule().dedupKey();
      if (dedupKey != null) {
        marks.add(List.of("dedupKey", keyed.mail().scoped(dedupKey)));
      }
      if (Collections.disjoint(seen, marks)) {
        seen.addAll(marks);
        firsts.add(keyed);
      }
    }
    return firsts;
  }

  private Future<AcceptedMail> orAlone(Optional<AcceptedMail> together, Accept.Alone one) {
    return together.map(Future::succeededFuture).orElseGet(() -> commitAlone(one));
  }

  private Future<AcceptedMail> commitAlone(Accept.Alone one) {
    return queueing(
        List.of(one.mail().id()),
        () -> store.acceptAlone(one),
        done -> done.replayed() ? List.of() : List.of(done.accepted()));
  }

  /** Commits to the queue, and wakes the worker. */
  <T> Future<T> queueing(
      List<UUID> mails, Supplier<Future<T>> commit, Function<? super T, List<Accepted>> accepted) {
    return telling(mails, commit, accepted).onSuccess(stored -> lease.wake());
  }

  /** Commits, and tells what was accepted before a worker that finds it tells what comes of it. */
  private <T> Future<T> telling(
      List<UUID> mails, Supplier<Future<T>> commit, Function<? super T, List<Accepted>> accepted) {
    return events.tellFirst(mails, commit, stored -> changes(accepted.apply(stored)));
  }

  static List<UUID> ids(List<NewMail> mails) {
    return mails.stream().map(NewMail::id).toList();
  }

  private static List<UUID> keyedIds(List<Keyed> mails) {
    return mails.stream().map(one -> one.mail().id()).toList();
  }

  private static List<MailChange> changes(List<Accepted> accepted) {
    return accepted.stream()
        .filter(one -> !one.duplicate())
        .map(one -> new MailChange(one.id(), one.state()))
        .toList();
  }

  private static List<Accepted> fresh(KeyedMails stored) {
    List<Accepted> fresh = new ArrayList<>();
    for (Outcome<AcceptedMail> one : stored.outcomes().values()) {
      if (one instanceof Outcome.Success<AcceptedMail>(AcceptedMail mail) && !mail.replayed()) {
        fresh.add(mail.accepted());
      }
    }
    return fresh;
  }

  private static List<Outcome<AcceptedMail>> outcomes(List<Accepted> accepted) {
    return accepted.stream()
        .<Outcome<AcceptedMail>>map(one -> new Outcome.Success<>(new AcceptedMail(one, false)))
        .toList();
  }

  private static List<Outcome<Optional<AcceptedMail>>> outcomes(
      List<? extends Accept> accepts, KeyedMails stored) {
    Map<UUID, Outcome<AcceptedMail>> known = stored.outcomes();
    return accepts.stream().map(one -> optional(known.get(one.mail().id()))).toList();
  }

  private static Outcome<Optional<AcceptedMail>> optional(@Nullable Outcome<AcceptedMail> known) {
    return switch (known) {
      case null -> new Outcome.Success<>(Optional.empty());
      case Outcome.Success<AcceptedMail>(AcceptedMail mail) ->
          new Outcome.Success<>(Optional.of(mail));
      case Outcome.Failure<AcceptedMail>(Throwable cause) -> new Outcome.Failure<>(cause);
    };
  }
}
