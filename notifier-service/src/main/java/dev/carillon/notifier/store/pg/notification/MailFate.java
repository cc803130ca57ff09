package dev.carillon.notifier.store.pg.notification;

import dev.carillon.contract.notifications.Escalation;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.notifier.domain.control.ChangeResult;
import dev.carillon.notifier.domain.notification.UndecidedException;
import dev.carillon.notifier.store.pg.control.PgControlStore;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the mail of a notification whose row is locked. It is cancelled only by taking it
 * out of where it waits, in the transaction of the mark: a worker can no longer take it, and if the
 * transaction is undone the mail waits on. Nobody is asked to give a mail back: that would be a
 * commit of its own, after which a lost mark would leave a notification with neither.
 */
final class MailFate {
  private MailFate() {}

  /** What was decided before, or is decided now by the mark; null without a mail. */
  static Future<@Nullable EscalationState> on(
      SqlClient tx, Notification one, Mark mark, String why, boolean last) {
    Escalation escalation = one.escalation();
    if (escalation == null) {
      return Future.succeededFuture();
    }
    return escalation.state() == EscalationState.WAITING && mark.includes(escalation.unless())
        ? cancel(tx, escalation.mail(), why, last).map(state -> state)
        : Future.succeededFuture(escalation.state());
  }

  private static Future<EscalationState> cancel(SqlClient tx, UUID mail, String why, boolean last) {
    return PgControlStore.cancelOn(tx, mail, why)
        .compose(
            found -> {
              if (found == ChangeResult.TAKEN || found == ChangeResult.MOVED) {
                return taken(found, last);
              }
              return PgFailures.PLAIN
                  .run(tx, NotificationSql.FATE, Tuple.of(mail))
                  .map(rows -> NotificationRows.fate(rows.iterator().next().getString("state")));
            });
  }

  /** A worker may be sending it at this moment: whatever comes of it, it has begun. */
  private static Future<EscalationState> taken(ChangeResult found, boolean last) {
    if (!last || found == ChangeResult.MOVED) {
      throw new UndecidedException();
    }
    return Future.succeededFuture(EscalationState.ESCALATED);
  }
}
