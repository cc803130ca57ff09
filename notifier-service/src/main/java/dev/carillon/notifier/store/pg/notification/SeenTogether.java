package dev.carillon.notifier.store.pg.notification;

import dev.carillon.contract.notifications.Escalation;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.notifier.domain.notification.Changed;
import dev.carillon.notifier.domain.notification.NotificationEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Notifications of a user that are marked as seen in one transaction; their rows are locked. */
final class SeenTogether {
  private final SqlClient tx;
  private final UUID user;
  private final String why;
  private final boolean last;
  private final List<UUID> ids = new ArrayList<>();
  private final List<@Nullable String> letters = new ArrayList<>();
  private final List<UUID> plain = new ArrayList<>();
  private final List<UUID> cancelled = new ArrayList<>();
  private final List<NotificationEvent> events = new ArrayList<>();

  SeenTogether(SqlClient tx, UUID user, String why, boolean last) {
    this.tx = tx;
    this.user = user;
    this.why = why;
    this.last = last;
  }

  /** One after the other: each may take its mail out of the queue. */
  Future<Changed<Integer>> mark(RowSet<Row> rows) {
    Future<Void> all = Future.succeededFuture();
    for (Row row : rows) {
      Notification one = NotificationRows.notification(row);
      all =
          all.compose(v -> MailFate.on(tx, one, Mark.SEEN, why, last))
              .map(
                  mail -> {
                    add(one, mail);
                    return null;
                  });
    }
    return all.compose(v -> write());
  }

  /** Those without a decision are told together. */
  private void add(Notification one, @Nullable EscalationState mail) {
    ids.add(one.id());
    letters.add(NotificationRows.letter(mail));
    cancelled.addAll(PgNotificationStore.cancelled(one, mail));
    Escalation before = one.escalation();
    if (before == null || before.state() == mail) {
      plain.add(one.id());
    } else {
      events.add(NotificationEvent.marked(Mark.SEEN, one.id(), mail, before.mail()));
    }
  }

  private Future<Changed<Integer>> write() {
    if (ids.isEmpty()) {
      return Future.succeededFuture(new Changed<>(0, List.of(), List.of()));
    }
    if (!plain.isEmpty()) {
      events.add(0, NotificationEvent.marked(Mark.SEEN, plain));
    }
    return NotificationInserts.mark(tx, ids, letters, Mark.SEEN)
        .compose(v -> NotificationInserts.tell(tx, user, events))
        .map(told -> new Changed<>(ids.size(), told, cancelled));
  }
}
