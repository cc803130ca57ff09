package dev.carillon.contract.presence;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What gateways answer about who listens to topics, and tell one another. */
public final class Presences {
  /**
   * Who listens to a topic. FORBIDDEN to whoever may not subscribe to it, NOT_FOUND where the
   * topic's rule does not say {@code presence}.
   */
  public static final Contract<GetPresence, TopicPresence> GET =
      contract("presence.get.v1", GetPresence.class, TopicPresence.class, Duration.ofSeconds(2))
          .exposed(Scope.SOME_SUBSCRIBE)
          .reading();

  /** What a gateway says of its own members: what is lost is asked for. */
  public static final Topic<PresenceNews> NEWS =
      Topic.topic("presence.news.v1", PresenceNews.class);

  /** Asks gateways to tell all their members. */
  public static final Topic<PresenceWanted> WANTED =
      Topic.topic("presence.wanted.v1", PresenceWanted.class);

  private Presences() {}
}
