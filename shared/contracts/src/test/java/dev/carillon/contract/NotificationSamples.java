package dev.carillon.contract;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.notifications.AllSeen;
import dev.carillon.contract.notifications.CreateNotification;
import dev.carillon.contract.notifications.Escalate;
import dev.carillon.contract.notifications.Escalation;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkAllSeen;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.NotificationPage;
import dev.carillon.json.Doc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Messages about notifications. */
final class NotificationSamples {
  private static final UUID ID = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final UUID USER = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead179");
  private static final Instant AT = Instant.parse("2026-11-22T21:50:09.565674Z");

  private NotificationSamples() {}

  static List<Record> all() {
    Doc data = Doc.asWritten("{\"price\":100.00}".getBytes(StandardCharsets.UTF_8));
    AcceptMail mail = AcceptMail.of(new Recipient(USER, null, null), "Subject", "Text", null);
    Notification escalating =
        new Notification(
            ID,
            USER,
            "Title",
            "Body",
            data,
            AT,
            AT,
            AT,
            new Escalation(AT, Mark.ACKED, ID, EscalationState.CANCELLED));
    Notification plain = new Notification(ID, USER, "Title", null, null, AT, null, null, null);
    return List.of(
        new CreateNotification(
            USER, "Title", "Body", data, new Escalate(Duration.ofMinutes(10), Mark.SEEN, mail)),
        new CreateNotification(USER, "Title", null, null, null),
        new Answered<>(escalating, true),
        escalating,
        plain,
        new ListNotifications(USER, true, false, new PageRequest(50, null)),
        new NotificationPage(List.of(escalating, plain), "next", 1, 2),
        new NotificationName(USER, ID),
        new MarkedNotification(ID, true, false, EscalationState.WAITING, ID),
        new MarkedNotification(ID, true, true, null, null),
        new MarkAllSeen(USER, ID),
        new AllSeen(3, true));
  }
}
