package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.cluster.ClusterLock;
import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.FreePorts;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lost-update demonstration between two members of a cluster. */
class ClusterLockIT {
  private static final int UPDATES = 40;
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final List<Vertx> members = new ArrayList<>();
  private volatile int counter;

  @BeforeAll
  static void start() throws Exception {
    int first = FreePorts.next();
    int second = FreePorts.next();
    for (int port : new int[] {first, second}) {
      JsonObject config =
          new JsonObject()
              .put("CARILLON_CLUSTER_NAME", "lock-" + first)
              .put("CARILLON_CLUSTER_PORT", port)
              .put("CARILLON_CLUSTER_MEMBERS", "127.0.0.1:" + first + ",127.0.0.1:" + second);
      members.add(
          Node.start(NodeOptions.clustered(ConfigSource.of(config, Map.of())))
              .await(60, TimeUnit.SECONDS));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (Vertx member : members) {
      member.close().await(30, TimeUnit.SECONDS);
    }
  }

  /** Reads, lets others run, and writes. */
  private Future<Void> update(Vertx vertx) {
    int seen = counter;
    Promise<Void> written = Promise.promise();
    vertx.setTimer(
        1,
        t -> {
          counter = seen + 1;
          written.complete();
        });
    return written.future();
  }

  @Test
  void withTheLockNoUpdateIsLostWithoutItSomeAre() throws Exception {
    List<Future<Void>> without = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      without.add(update(members.get(i % 2)));
    }
    Future.all(without).await(30, TimeUnit.SECONDS);
    assertThat(counter).isLessThan(UPDATES);

    counter = 0;
    List<Future<Void>> with = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      Vertx member = members.get(i % 2);
      with.add(
          new ClusterLock("counter", member, Clocks.system()).withLock(LONG, () -> update(member)));
    }
    Future.all(with).await(60, TimeUnit.SECONDS);
    assertThat(counter).isEqualTo(UPDATES);
  }
}
