package dev.carillon.gateway.ws;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.contract.users.Users;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.fanout.Traits;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the bus says, for the live clients of this process: it is listened to once, however many
 * event loops there are.
 *
 * <p>Topics are counted here, by {@link Fanout}: the epoch names this process, and the sequence
 * counts a topic's messages in it.
 */
public final class Feed {
  private final Bus bus;
  private final Fanout fanout;
  private @Nullable Registration listening;

  /** Nothing is listened to yet. */
  public Feed(Bus bus, Fanout fanout) {
    this.bus = bus;
    this.fanout = fanout;
  }

  /** The traits of the topics that are built in; all others are usual. */
  public static Traits traits(String topic) {
    return Topics.isLasting(topic) ? Traits.LASTING : Traits.USUAL;
  }

  /** Listens while it runs. */
  public Component component() {
    return new Component("live events", this::start, this::stop);
  }

  private Future<?> start() {
    Registration begun = listen();
    listening = begun;
    return begun.ready();
  }

  private Future<?> stop() {
    Registration begun = listening;
    return begun == null ? Future.succeededFuture() : begun.withdraw();
  }

  /** Listens on the bus, on the loop that calls. */
  Registration listen() {
    return Registration.all(
        List.of(
            bus.subscribe(Live.PLAIN, said -> toPlain("Broadcast: " + said.text())),
            bus.subscribe(Live.BROADCAST_FIRED, this::onBroadcast),
            bus.subscribe(Live.MAIL_CHANGED, this::onMail),
            bus.subscribe(Users.CHANGED, event -> toTopic(Topics.USERS, event.data()))));
  }

  private void onBroadcast(DomainEvent<BroadcastFired> event) {
    BroadcastFired fired = event.data();
    String text = fired.payload().text("text");
    if (Live.PLAIN_TOPIC.equals(fired.topic()) && text != null) {
      toPlain(text);
    }
    toTopic(Topics.BROADCASTS, fired);
  }

  private void onMail(MailChanges changed) {
    for (MailChange change : changed.changes()) {
      Doc data = Doc.object("id", change.id().toString(), "state", change.state().lower());
      toTopic(Topics.MAILS, data);
      toTopic(Topics.ofMail(change.id()), data);
    }
  }

  private void toPlain(String text) {
    fanout.publish(Topics.PLAIN, (epoch, seq) -> LiveMessage.plain(Topics.PLAIN, epoch, seq, text));
  }

  private void toTopic(String topic, Object data) {
    fanout.publish(topic, (epoch, seq) -> LiveMessage.of(topic, epoch, seq, Json.bytes(data)));
  }
}
