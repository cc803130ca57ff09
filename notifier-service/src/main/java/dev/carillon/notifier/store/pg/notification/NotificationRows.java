package dev.carillon.notifier.store.pg.notification;

import dev.carillon.contract.notifications.Escalation;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.notification.NewNotification;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of notifications, and the letters in them. */
final class NotificationRows {
  private NotificationRows() {}

  static Tuple values(NewNotification one, @Nullable Instant escalateAt) {
    Doc data = one.says().data();
    return Tuple.of(one.id(), one.says().userId(), one.says().title(), one.says().body())
        .addString(data == null ? null : data.toString())
        .addString(one.sender())
        .addUUID(one.mail() == null ? null : one.mail().id())
        .addOffsetDateTime(escalateAt == null ? null : escalateAt.atOffset(ZoneOffset.UTC))
        .addString(
            one.says().escalate() == null
                ? null
                : one.says().escalate().unless() == Mark.SEEN ? "s" : "a");
  }

  static Notification notification(Row row) {
    String data = row.getString("data");
    return new Notification(
        row.getUUID("id"),
        row.getUUID("user_id"),
        row.getString("title"),
        row.getString("body"),
        data == null ? null : Doc.asWritten(data.getBytes(StandardCharsets.UTF_8)),
        Objects.requireNonNull(time(row, "created_at")),
        time(row, "seen_at"),
        time(row, "acked_at"),
        row.getUUID("mail_id") == null ? null : escalation(row));
  }

  private static Escalation escalation(Row row) {
    return new Escalation(
        Objects.requireNonNull(time(row, "escalate_at")),
        row.getString("unless").equals("s") ? Mark.SEEN : Mark.ACKED,
        row.getUUID("mail_id"),
        state(row.getString("escalation")));
  }

  private static EscalationState state(String letter) {
    return switch (letter) {
      case "w" -> EscalationState.WAITING;
      case "c" -> EscalationState.CANCELLED;
      case "e" -> EscalationState.ESCALATED;
      default -> EscalationState.FAILED;
    };
  }

  static @Nullable String letter(@Nullable EscalationState state) {
    return switch (state) {
      case WAITING -> "w";
      case CANCELLED -> "c";
      case ESCALATED -> "e";
      case FAILED -> "f";
      case null -> null;
    };
  }

  /** What a mail's last state, as its table writes it, means for its notification. */
  static EscalationState fate(@Nullable String outcome) {
    return switch (outcome) {
      case "c" -> EscalationState.CANCELLED;
      case "s", "u" -> EscalationState.ESCALATED;
      case null, default -> EscalationState.FAILED;
    };
  }

  /** How one stands when a mark is made, and this was decided about its mail. */
  static MarkedNotification marked(Notification one, Mark mark, @Nullable EscalationState mail) {
    Escalation before = one.escalation();
    return new MarkedNotification(
        one.id(),
        true,
        mark == Mark.ACKED || one.ackedAt() != null,
        mail,
        before == null ? null : before.mail());
  }

  private static @Nullable Instant time(Row row, String column) {
    OffsetDateTime at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }
}
