package dev.carillon.gateway.topics.resume;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.PublishMessages;
import dev.carillon.contract.notifications.NotificationName;
import dev.carillon.contract.notifications.Notifications;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.json.Doc;
import dev.carillon.request.Role;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.RestingLoop;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class LoopTopicsTest {
  private final Caller ada = new Caller("ada", Role.ADMIN.scopes());

  /** Which come in as frames of a socket that has been open for long, not as requests. */
  @Test
  void whatAClientPublishesAndMarksEndsTheRestOfWhoNumbersAndRelaysIt(Vertx vertx)
      throws Exception {
    RestingLoop loop = new RestingLoop(vertx);
    LoopTopics topics =
        new LoopTopics(
            vertx,
            new Bus(vertx, Clocks.system()),
            Clocks.system(),
            LiveSettings.read(ConfigSource.of(new JsonObject())));
    loop.rest();
    topics.publish(ada, null, message()).otherwiseEmpty().await();
    loop.awaitStirred();
    loop.rest();
    topics
        .mark(ada, Notifications.SEEN, new NotificationName(UUID.randomUUID(), UUID.randomUUID()))
        .otherwiseEmpty()
        .await();
    loop.awaitStirred();
  }

  private static PublishMessages message() {
    return new PublishMessages("room.1", List.of(new NewMessage(Doc.of(1), null)));
  }
}
