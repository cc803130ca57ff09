package dev.carillon.notifier.store.pg.notification;

import dev.carillon.contract.live.TopicMessages;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.notifier.domain.notification.NotificationEvent;
import dev.carillon.notifier.domain.notification.NotificationStore.Looked;
import dev.carillon.notifier.domain.notification.NotificationStore.Place;
import dev.carillon.notifier.domain.topic.Publish;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Notifications that were due, and what became of the mails of some. */
final class DueNotifications {
  private final List<Decided> decided = new ArrayList<>();
  private final int rows;
  private @Nullable Place last;

  /** One whose mail has its last state. */
  record Decided(UUID id, UUID user, UUID mail, EscalationState state) {}

  DueNotifications(RowSet<Row> found) {
    this.rows = found.size();
    for (Row row : found) {
      last = new Place(row.getOffsetDateTime("escalate_at").toInstant(), row.getUUID("id"));
      String state = row.getString("state");
      if (state != null) {
        decided.add(
            new Decided(
                row.getUUID("id"),
                row.getUUID("user_id"),
                row.getUUID("mail_id"),
                NotificationRows.fate(state)));
      }
    }
  }

  List<Decided> decided() {
    return decided;
  }

  Looked looked() {
    return new Looked(rows, last);
  }

  /** Writes down those that nobody has written down, and tells of them. */
  Future<List<TopicMessages>> write(SqlClient tx) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(decided.stream().map(Decided::id).toArray(UUID[]::new))
            .addArrayOfString(
                decided.stream()
                    .map(one -> Objects.requireNonNull(NotificationRows.letter(one.state())))
                    .toArray(String[]::new));
    return PgFailures.PLAIN
        .run(tx, NotificationSql.DECIDE, values)
        .compose(
            mine -> {
              Set<UUID> fresh = new HashSet<>();
              mine.forEach(row -> fresh.add(row.getUUID("id")));
              List<Publish> events =
                  decided.stream()
                      .filter(one -> fresh.contains(one.id()))
                      .map(
                          one ->
                              NotificationEvent.decided(one.id(), one.state(), one.mail())
                                  .to(one.user()))
                      .toList();
              return events.isEmpty()
                  ? Future.succeededFuture(List.of())
                  : NotificationInserts.tell(tx, events);
            });
  }
}
