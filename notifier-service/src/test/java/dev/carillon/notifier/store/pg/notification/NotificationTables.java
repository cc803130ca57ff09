package dev.carillon.notifier.store.pg.notification;

import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.notifications.CreateNotification;
import dev.carillon.contract.notifications.Escalate;
import dev.carillon.contract.notifications.EscalationState;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.contract.notifications.MarkedNotification;
import dev.carillon.contract.notifications.Notification;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.notifier.TopicStores;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.notification.Changed;
import dev.carillon.notifier.domain.notification.NewNotification;
import dev.carillon.notifier.domain.notification.NotificationStore;
import dev.carillon.notifier.domain.notification.NotificationStore.Place;
import dev.carillon.notifier.store.pg.QueueTables;
import dev.carillon.store.pg.PgClients;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Notifications of one user over tables that are empty before each test. */
abstract class NotificationTables extends QueueTables {
  static final Duration AFTER = Duration.ofMinutes(10);
  static final int MOST = 5;

  final UUID user = UUID.randomUUID();
  private final Vertx vertx = Vertx.vertx();
  private NotificationStores all;
  private TopicStores topics;
  NotificationStore store;

  @BeforeEach
  void open() {
    asOwner("truncate notification, topic, topic_owner, topic_message, topic_pending");
    all = new NotificationStores(stores.clients(), PgClients.BY_INDEX, Metrics.globalRegistry);
    topics = new TopicStores(stores.clients(), Metrics.globalRegistry);
    store = all.notifications();
  }

  @AfterEach
  void close() {
    all.close().await();
    topics.close().await();
    vertx.close().await();
  }

  Notification create() {
    return create(null);
  }

  /** With a mail that goes unless this is done. */
  Notification create(Mark unless) {
    return create(unless, MOST);
  }

  Notification create(Mark unless, int most) {
    return store.create(wanted(unless), null, most).await().answer().answer();
  }

  NewNotification wanted(Mark unless) {
    AcceptMail says = AcceptMail.of(new Recipient(null, "a@b.c", null), "Subject", "Text", null);
    Escalate escalate = unless == null ? null : new Escalate(AFTER, unless, says);
    NewMail mail =
        unless == null ? null : mail("a@b.c", MailTags.NONE, terms(AFTER, Priority.NORMAL));
    return new NewNotification(
        ids.next(), new CreateNotification(user, "Title", "Body", null, escalate), mail, "test");
  }

  NotificationName named(Notification one) {
    return new NotificationName(user, one.id());
  }

  MarkedNotification mark(Notification one, Mark mark) {
    return changed(one, mark).answer();
  }

  Changed<MarkedNotification> changed(Notification one, Mark mark) {
    return store.mark(named(one), mark, "why", false).await();
  }

  /** As who does not wait any more for a worker. */
  MarkedNotification last(Notification one, Mark mark) {
    return store.mark(named(one), mark, "why", true).await().answer();
  }

  EscalationState decide() {
    store.decide(Place.START, 100).await();
    return page().get(0).escalation().state();
  }

  List<Notification> page() {
    return store
        .list(
            new dev.carillon.contract.notifications.ListNotifications(
                user, false, false, new dev.carillon.contract.PageRequest(200, null)))
        .await()
        .items();
  }

  /** What the user's devices have heard, in order. */
  List<String> heard() {
    return topics
        .messages()
        .read(new ReadTopic(Notification.topicOf(user), 0, null, 1_000))
        .await()
        .messages()
        .stream()
        .map(NotificationTables::said)
        .toList();
  }

  private static String said(TopicMessage message) {
    String mail = message.data().text("mail");
    return message.data().text("event") + (mail == null ? "" : " " + mail);
  }

  static UUID mailOf(Notification one) {
    return one.escalation().mail();
  }
}
