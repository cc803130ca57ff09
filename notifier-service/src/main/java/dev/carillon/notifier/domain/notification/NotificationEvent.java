package dev.carillon.notifier.domain.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.notifications.Escalation;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.topic.Publish;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the devices of a user hear of a change.
 *
 * @param event {@code created}, {@code seen}, {@code acked}, {@code removed}, {@code escalated}, or
 *     {@code mail} where the mail will not go for another reason than the user
 * @param ids of the notifications that are changed
 * @param notification the one that is created
 * @param mail what was decided about its mail
 * @param mailId that mail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NotificationEvent(
    String event,
    List<UUID> ids,
    @Nullable Notification notification,
    @Nullable EscalationState mail,
    @Nullable UUID mailId) {
  public NotificationEvent {
    ids = List.copyOf(ids);
  }

  /** There is a new one. */
  public static NotificationEvent created(Notification one) {
    Escalation escalation = one.escalation();
    return new NotificationEvent(
        "created",
        List.of(one.id()),
        one,
        escalation == null ? null : escalation.state(),
        escalation == null ? null : escalation.mail());
  }

  /** Some without a mail, or whose mail goes on waiting, were marked. */
  public static NotificationEvent marked(Mark mark, List<UUID> ids) {
    return new NotificationEvent(mark.name().toLowerCase(Locale.ROOT), ids, null, null, null);
  }

  /** One was marked, and this is how its mail stands. */
  public static NotificationEvent marked(
      Mark mark, UUID id, @Nullable EscalationState mail, @Nullable UUID mailId) {
    return new NotificationEvent(
        mark.name().toLowerCase(Locale.ROOT), List.of(id), null, mail, mailId);
  }

  /** One is no longer there. */
  public static NotificationEvent removed(
      UUID id, @Nullable EscalationState mail, @Nullable UUID mailId) {
    return new NotificationEvent("removed", List.of(id), null, mail, mailId);
  }

  /** Its mail was decided without the user. */
  public static NotificationEvent decided(UUID id, EscalationState mail, UUID mailId) {
    return new NotificationEvent(
        mail == EscalationState.ESCALATED ? "escalated" : "mail", List.of(id), null, mail, mailId);
  }

  /** As a message to the topic of a user. */
  public Publish to(UUID user) {
    byte[] json = Json.bytes(this);
    return new Publish(
        Notification.topicOf(user),
        List.of(new NewMessage(Doc.asWritten(json), null)),
        List.of(new String(json, StandardCharsets.UTF_8)),
        json.length);
  }
}
