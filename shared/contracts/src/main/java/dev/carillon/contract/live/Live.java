package dev.carillon.contract.live;

import dev.carillon.bus.Topic;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.mail.MailChanges;

/** What goes to live clients. */
public final class Live {
  /** What a plain client said, for all plain clients of the cluster. */
  public static final Topic<PlainText> PLAIN = Topic.topic("live.plain.v1", PlainText.class);

  /** A broadcast fired. */
  public static final Topic<DomainEvent<BroadcastFired>> BROADCAST_FIRED =
      Topic.topic("broadcast.fired.v1", DomainEvent.of(BroadcastFired.class));

  /** Mails have come to other states. */
  public static final Topic<MailChanges> MAIL_CHANGED =
      Topic.topic("mail.changed.v1", MailChanges.class);

  /** The topic of broadcasts whose text goes to plain clients. */
  public static final String PLAIN_TOPIC = "plain";

  private Live() {}
}
