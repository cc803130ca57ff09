package dev.carillon.client.member;

import dev.carillon.contract.Answered;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.contract.presence.GetPresence;
import dev.carillon.contract.presence.Presences;
import dev.carillon.contract.presence.TopicPresence;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import java.util.List;

/**
 * Live events as methods; each is a contract of {@link LiveTopics}, where its failures stand. Comes
 * from {@link CarillonClient#live}.
 */
public record TopicsClient(CarillonClient client) {
  /** See {@link LiveTopics#PUBLISH}: on a durable topic the message is stored when this answers. */
  public Future<Answered<Published>> publish(String topic, Doc data) {
    return publishAll(new PublishMessages(topic, List.of(new NewMessage(data, null))));
  }

  /** The same for several, all of them or none. */
  public Future<Answered<Published>> publishAll(PublishMessages messages) {
    return client.request(LiveTopics.PUBLISH, messages);
  }

  /** See {@link LiveTopics#READ_TOPIC}. */
  public Future<TopicPage> read(ReadTopic wanted) {
    return client.request(LiveTopics.READ_TOPIC, wanted);
  }

  /** See {@link Presences#GET}: who listens to a topic. */
  public Future<TopicPresence> presence(String topic) {
    return client.request(Presences.GET, new GetPresence(topic));
  }
}
