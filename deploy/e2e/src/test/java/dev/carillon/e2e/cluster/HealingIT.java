package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Six members of a real cluster, of which three die in one moment, with what they had of the map.
 */
class HealingIT {
  record Question(String text) {}

  record Reply(String node) {}

  private static final int MEMBERS = 6;
  private static final int VICTIMS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<Contract<Question, Reply>> CONTRACTS =
      IntStream.range(0, 30)
          .mapToObj(
              i ->
                  Contract.contract(
                          "test.heal" + i + ".v1",
                          Question.class,
                          Reply.class,
                          Duration.ofSeconds(20))
                      .reading())
          .toList();

  private static final List<Vertx> members = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    List<Integer> ports = IntStream.range(0, MEMBERS).mapToObj(i -> FreePorts.next()).toList();
    for (int port : ports) {
      JsonObject config =
          new JsonObject()
              .put("CARILLON_CLUSTER_NAME", "heal-" + ports.get(0))
              .put("CARILLON_CLUSTER_PORT", port)
              .put(
                  "CARILLON_CLUSTER_MEMBERS",
                  ports.stream().map(p -> "127.0.0.1:" + p).collect(Collectors.joining(",")));
      Vertx vertx =
          Node.start(NodeOptions.clustered(ConfigSource.of(config, Map.of())))
              .await(60, TimeUnit.SECONDS);
      members.add(vertx);
      Bus bus = new Bus(vertx, Clocks.system());
      Future.all(
              CONTRACTS.stream()
                  .map(
                      contract ->
                          bus.serve(
                                  contract,
                                  (call, q) -> Future.succeededFuture(new Reply(bus.node())))
                              .ready())
                  .toList())
          .await(30, TimeUnit.SECONDS);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (Vertx member : members) {
      member.close().await(30, TimeUnit.SECONDS);
    }
  }

  private static HazelcastClusterManager manager(Vertx vertx) {
    return (HazelcastClusterManager) ((VertxInternal) vertx).clusterManager();
  }

  private static Set<String> serving(Vertx asking, String address) {
    Promise<List<RegistrationInfo>> found = Promise.promise();
    manager(asking).getRegistrations(address, found);
    return found.future().await().stream()
        .map(RegistrationInfo::nodeId)
        .collect(Collectors.toSet());
  }

  @Test
  void theOthersFindOneAnotherLongBeforeTheMapIsMended() {
    List<Vertx> victims = members.subList(0, VICTIMS); // the oldest, which leads, among them
    List<Vertx> others = members.subList(VICTIMS, MEMBERS);
    Set<String> alive =
        others.stream().map(v -> manager(v).getNodeId()).collect(Collectors.toSet());
    victims.forEach(v -> manager(v).getHazelcastInstance().getLifecycleService().terminate());
    long began = System.nanoTime();
    for (Vertx asking : others) {
      for (Contract<Question, Reply> contract : CONTRACTS) {
        String address = contract.address();
        Await.until(
            LIMIT,
            () -> address + " of " + alive + ", not " + serving(asking, address),
            () -> serving(asking, address).equals(alive));
        for (String node : alive) {
          Await.until(
              LIMIT,
              () -> address + " at " + node,
              () -> serving(asking, address + "@" + node).equals(Set.of(node)));
        }
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
    Set<String> answered = new HashSet<>();
    for (Vertx asking : others) {
      Bus bus = new Bus(asking, Clocks.system());
      for (Contract<Question, Reply> contract : CONTRACTS) {
        Call call = Call.internal("tester", LIMIT, Clocks.system());
        answered.add(bus.request(contract, call, new Question("?")).await().node());
      }
    }
    assertThat(alive).containsAll(answered);
  }
}
