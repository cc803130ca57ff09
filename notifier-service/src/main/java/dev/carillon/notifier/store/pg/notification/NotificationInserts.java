package dev.carillon.notifier.store.pg.notification;

import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.notification.NewNotification;
import dev.carillon.notifier.domain.notification.NotificationEvent;
import dev.carillon.notifier.domain.topic.Publish;
import dev.carillon.notifier.domain.topic.Stored;
import dev.carillon.notifier.store.pg.accept.PgAcceptStore;
import dev.carillon.notifier.store.pg.topic.PgMessageStore;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is written about notifications, as parts of a transaction. */
final class NotificationInserts {
  private NotificationInserts() {}

  /** Stores one: its mail, itself, and the message that tells of it. */
  static Future<Notification> insert(
      SqlClient tx, NewNotification one, int mostOfUser, Consumer<List<TopicMessages>> told) {
    UUID user = one.says().userId();
    NewMail mail = one.mail();
    Future<@Nullable Instant> eta =
        mail == null
            ? Future.succeededFuture()
            : room(tx, user, mostOfUser)
                .compose(v -> PgAcceptStore.storeOn(tx, mail))
                .map(accepted -> accepted.eta());
    return eta.compose(
            at ->
                PgFailures.PLAIN.run(tx, NotificationSql.INSERT, NotificationRows.values(one, at)))
        .map(rows -> NotificationRows.notification(rows.iterator().next()))
        .compose(
            stored ->
                PgFailures.PLAIN
                    .run(tx, NotificationSql.TRIM, Tuple.of(user, mostOfUser))
                    .compose(v -> tell(tx, user, List.of(NotificationEvent.created(stored))))
                    .onSuccess(told::accept)
                    .map(stored));
  }

  private static Future<Void> room(SqlClient tx, UUID user, int mostOfUser) {
    return PgFailures.PLAIN
        .run(tx, NotificationSql.WAITING, Tuple.of(user))
        .map(
            rows -> {
              if (rows.iterator().next().getInteger("n") >= mostOfUser) {
                throw Failure.of(
                    FailureCode.RATE_LIMITED,
                    "Mails of " + mostOfUser + " notifications of this user wait, and no more may");
              }
              return null;
            });
  }

  /** Marks some, each with what was decided about its mail. */
  static Future<?> mark(SqlClient tx, List<UUID> ids, List<@Nullable String> decided, Mark mark) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(ids.toArray(UUID[]::new))
            .addArrayOfString(decided.toArray(String[]::new))
            .addBoolean(mark == Mark.ACKED);
    return PgFailures.PLAIN.run(tx, NotificationSql.MARK, values);
  }

  /** Publishes events to the topic of a user. */
  static Future<List<TopicMessages>> tell(SqlClient tx, UUID user, List<NotificationEvent> events) {
    return tell(tx, events.stream().map(event -> event.to(user)).toList());
  }

  /** Publishes, and gives what is to be told after the commit. */
  static Future<List<TopicMessages>> tell(SqlClient tx, List<Publish> publishes) {
    return PgMessageStore.storeOn(tx, publishes)
        .map(
            stored -> {
              List<TopicMessages> told = new ArrayList<>();
              for (int i = 0; i < stored.size(); i++) {
                Stored one = stored.get(i);
                told.add(
                    new TopicMessages(publishes.get(i).topic(), one.answer().epoch(), one.fresh()));
              }
              return told;
            });
  }
}
