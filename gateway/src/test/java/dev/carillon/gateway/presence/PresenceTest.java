package dev.carillon.gateway.presence;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.presence.Shares.Who;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.RestingLoop;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class PresenceTest {
  @Test
  void whoComesAndWhoAsksEndTheRestOfWhoTells(Vertx vertx) throws Exception {
    RestingLoop loop = new RestingLoop(vertx);
    Presence presence = Presence.of(vertx, Clocks.system());
    var component =
        presence.component(
            new Bus(vertx, Clocks.system()),
            PresenceSettings.read(ConfigSource.of(new JsonObject())));
    component.start().get().await();
    loop.rest();
    presence.join("room.1", new Who(UUID.randomUUID(), "shop")).leave().run();
    loop.awaitStirred();
    loop.rest();
    presence.watch("room.1", new Ignored()).run();
    loop.awaitStirred();
    component.stop().get().await();
  }

  private static final class Ignored implements PresenceSink {
    @Override
    public boolean keepsUp() {
      return true;
    }

    @Override
    public void tell(String type, String frame) {}
  }
}
