package dev.carillon.notifier.store.pg.notification;

import dev.carillon.contract.Answered;
import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.notifications.Escalation;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkAllSeen;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.NotificationPage;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.notification.Changed;
import dev.carillon.notifier.domain.notification.NewNotification;
import dev.carillon.notifier.domain.notification.NotificationEvent;
import dev.carillon.notifier.domain.notification.NotificationStore;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.Keyset;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotentWrite;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Notifications on PostgreSQL. */
public final class PgNotificationStore implements NotificationStore {
  private final GuardedClient<Pool> writes;
  private final GuardedClient<SqlClient> reads;
  private final Idempotency idempotency;

  /** Uses connections that somebody else closes. */
  public PgNotificationStore(GuardedClient<Pool> writes, GuardedClient<SqlClient> reads) {
    this.writes = writes;
    this.reads = reads;
    this.idempotency = new Idempotency(writes.client(), reads.client());
  }

  @Override
  public Future<@Nullable Notification> find(IdempotencyKey key) {
    return reads
        .use(client -> idempotency.find(write(key)))
        .map(known -> known == null ? null : known.value());
  }

  @Override
  public <T> Future<T> refuse(IdempotencyKey key, Throwable refusal) {
    return refusal instanceof Failure failure && Idempotency.isToBeKept(failure)
        ? writes
            .use(pool -> idempotency.<T>refuse(key, refusal))
            .transform(kept -> Future.failedFuture(refusal))
        : Future.failedFuture(refusal);
  }

  private static IdempotentWrite<Notification> write(@Nullable IdempotencyKey key) {
    return new IdempotentWrite<>(key, Notification.class, one -> "user:" + one.userId());
  }

  @Override
  public Future<Changed<Answered<Notification>>> create(
      NewNotification one, @Nullable IdempotencyKey key, int mostOfUser) {
    List<TopicMessages> told = new ArrayList<>();
    IdempotentWrite.Effect<Notification> effect =
        tx -> {
          told.clear();
          return NotificationInserts.insert(tx, one, mostOfUser, told::addAll);
        };
    Future<Answered<Notification>> stored =
        key == null
            ? inTransaction(effect::on).map(created -> new Answered<>(created, false))
            : writes
                .use(pool -> idempotency.commit(write(key), effect))
                .map(once -> new Answered<>(once.value(), once.replayed()));
    return stored.map(done -> new Changed<>(done, done.replayed() ? List.of() : told, List.of()));
  }

  private <T> Future<T> inTransaction(Function<SqlClient, Future<T>> work) {
    return writes.use(pool -> pool.withTransaction(work::apply));
  }

  @Override
  public Future<NotificationPage> list(ListNotifications request) {
    UUID user = request.userId();
    int limit = request.page().limit();
    Keyset before = Keyset.parse(request.page().cursor(), Keyset.END);
    Tuple values = Tuple.of(user, before.id(), limit + 1, request.unread(), request.unacked());
    return reads
        .run(NotificationSql.LIST, values)
        .compose(
            rows ->
                reads
                    .run(NotificationSql.COUNT, Tuple.of(user))
                    .map(counts -> page(rows, limit, counts.iterator().next())));
  }

  private static NotificationPage page(RowSet<Row> rows, int limit, Row counts) {
    Paged<Notification> page = Paged.of(rows, limit, "created_at", NotificationRows::notification);
    return new NotificationPage(
        page.items(), page.next(), counts.getInteger("unread"), counts.getInteger("unacked"));
  }

  @Override
  public Future<Changed<MarkedNotification>> mark(
      NotificationName which, Mark mark, String why, boolean last) {
    return inTransaction(
        tx ->
            locked(tx, which)
                .compose(
                    one ->
                        MailFate.on(tx, one, mark, why, last)
                            .compose(mail -> marked(tx, one, mark, mail))));
  }

  private static Future<Notification> locked(SqlClient tx, NotificationName which) {
    return PgFailures.PLAIN
        .run(tx, NotificationSql.LOCK, Tuple.of(which.userId(), which.id()))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("notification", which.id());
              }
              return NotificationRows.notification(rows.iterator().next());
            });
  }

  /** Nothing is written, and nobody is told, where the mark was there before. */
  private static Future<Changed<MarkedNotification>> marked(
      SqlClient tx, Notification one, Mark mark, @Nullable EscalationState mail) {
    MarkedNotification answer = NotificationRows.marked(one, mark, mail);
    if ((mark == Mark.SEEN ? one.seenAt() : one.ackedAt()) != null) {
      return Future.succeededFuture(new Changed<>(answer, List.of(), List.of()));
    }
    NotificationEvent event = NotificationEvent.marked(mark, one.id(), mail, answer.mailId());
    return NotificationInserts.mark(tx, List.of(one.id()), letters(mail), mark)
        .compose(v -> NotificationInserts.tell(tx, one.userId(), List.of(event)))
        .map(told -> new Changed<>(answer, told, cancelled(one, mail)));
  }

  private static List<@Nullable String> letters(@Nullable EscalationState mail) {
    List<@Nullable String> one = new ArrayList<>();
    one.add(NotificationRows.letter(mail));
    return one;
  }

  /** The mail of one that does not go because of this change. */
  static List<UUID> cancelled(Notification one, @Nullable EscalationState mail) {
    Escalation before = one.escalation();
    return before != null
            && before.state() == EscalationState.WAITING
            && mail == EscalationState.CANCELLED
        ? List.of(before.mail())
        : List.of();
  }

  @Override
  public Future<Changed<Integer>> markSeen(MarkAllSeen upTo, int most, String why, boolean last) {
    return inTransaction(
        tx ->
            PgFailures.PLAIN
                .run(tx, NotificationSql.LOCK_UNSEEN, Tuple.of(upTo.userId(), upTo.upTo(), most))
                .compose(rows -> new SeenTogether(tx, upTo.userId(), why, last).mark(rows)));
  }

  @Override
  public Future<Changed<MarkedNotification>> remove(
      NotificationName which, String why, boolean last) {
    return inTransaction(
        tx ->
            locked(tx, which)
                .compose(
                    one ->
                        MailFate.on(tx, one, Mark.ACKED, why, last)
                            .compose(mail -> removed(tx, one, mail))));
  }

  private static Future<Changed<MarkedNotification>> removed(
      SqlClient tx, Notification one, @Nullable EscalationState mail) {
    Escalation before = one.escalation();
    MarkedNotification answer =
        new MarkedNotification(
            one.id(),
            one.seenAt() != null,
            one.ackedAt() != null,
            mail,
            before == null ? null : before.mail());
    NotificationEvent event = NotificationEvent.removed(one.id(), mail, answer.mailId());
    return PgFailures.PLAIN
        .run(tx, NotificationSql.DELETE, Tuple.of(one.id()))
        .compose(v -> NotificationInserts.tell(tx, one.userId(), List.of(event)))
        .map(told -> new Changed<>(answer, told, cancelled(one, mail)));
  }

  @Override
  public Future<Changed<Looked>> decide(Place behind, int most) {
    Tuple from = Tuple.of(behind.at().atOffset(ZoneOffset.UTC), behind.id(), most);
    return reads
        .run(NotificationSql.DUE, from)
        .compose(
            rows -> {
              DueNotifications due = new DueNotifications(rows);
              return due.decided().isEmpty()
                  ? Future.succeededFuture(new Changed<>(due.looked(), List.of(), List.of()))
                  : inTransaction(due::write)
                      .map(told -> new Changed<>(due.looked(), told, List.of()));
            });
  }

  @Override
  public Future<Integer> forget(Duration kept, int most) {
    return writes
        .run(NotificationSql.FORGET, Tuple.of((double) kept.toSeconds(), most))
        .map(RowSet::rowCount);
  }
}
