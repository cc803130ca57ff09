package dev.carillon.bus.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.TestCluster;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpkeepTest {
  private static final String ADDRESS = "users.get.v1";

  private final TestCluster cluster = new TestCluster();
  private final Vertx vertx = cluster.join();
  private final Upkeep upkeep =
      new Upkeep(new Registrations(((VertxInternal) vertx).clusterManager()), new ManualClock());

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void theLastOfThoseWhoKeepItIsTheLastOnce() {
    upkeep.add(ADDRESS);
    upkeep.add(ADDRESS);
    assertThat(upkeep.remove(ADDRESS)).isFalse();
    assertThat(upkeep.remove(ADDRESS)).isTrue();
    assertThat(upkeep.remove(ADDRESS)).as("nobody kept it any more").isFalse();
  }
}
