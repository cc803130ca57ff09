package dev.carillon.contract.live;

import dev.carillon.bus.Topic;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.mail.MailChanges;
import dev.carillon.request.Scope;

/** What goes to live clients. */
public final class Live {
  /** The topic of broadcasts whose text goes to plain clients. */
  public static final String PLAIN_TOPIC = "plain";

  /** What a plain client said, for all plain clients of the cluster. */
  public static final Topic<PlainText> PLAIN =
      Topic.topic("live.plain.v1", PlainText.class).exposed(Scope.subscribe(PLAIN_TOPIC));

  /** A broadcast fired. */
  public static final Topic<DomainEvent<BroadcastFired>> BROADCAST_FIRED =
      Topic.topic("broadcast.fired.v1", DomainEvent.of(BroadcastFired.class))
          .exposed(Scope.subscribe("broadcasts"));

  /** Mails have come to other states. */
  public static final Topic<MailChanges> MAIL_CHANGED =
      Topic.topic("mail.changed.v1", MailChanges.class)
          .exposed(Scope.subscribe("emails"), Scope.MAIL_READ);

  private Live() {}
}
