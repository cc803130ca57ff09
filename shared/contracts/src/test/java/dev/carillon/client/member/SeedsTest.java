package dev.carillon.client.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private static final Set<Integer> GIVEN = new HashSet<>();

  private final Dns dns = new Dns();

  private List<String> members(String... entries) {
    return new Seeds(List.of(entries), 5701, dns).getMembers();
  }

  @Test
  void aNameIsAllItsAddressesAndIsLookedUpAgain() throws Exception {
    Seeds seeds = new Seeds(List.of("carillon.example", "10.0.0.9:5801"), 5701, dns);
    assertThat(seeds.getMembers()).containsExactly("10.0.0.9:5801");
    dns.put("carillon.example", InetAddress.getAllByName("10.0.0.1"));
    assertThat(seeds.getMembers()).containsExactly("10.0.0.1:5701", "10.0.0.9:5801");
    dns.put(
        "carillon.example", InetAddress.getByName("10.0.0.2"), InetAddress.getByName("fd00::2"));
    assertThat(seeds.getMembers())
        .containsExactly("10.0.0.2:5701", "[fd00:0:0:0:0:0:0:2]:5701", "10.0.0.9:5801");
  }

  @Test
  void addressesHavePortsOrTheUsualOne() {
    assertThat(members("10.0.0.1", "10.0.0.1:5701", "[::1]:99", "::1", "[::1]"))
        .containsExactly("10.0.0.1:5701", "[0:0:0:0:0:0:0:1]:99", "[0:0:0:0:0:0:0:1]:5701");
  }

  @Test
  void whatIsNoMemberIsSaid() {
    for (String good : List.of("a", "a.b-c:1", "10.0.0.1:65535", "::1", "[fe80::1%eth0]:5701")) {
      assertThat(Membership.problem(good)).as(good).isNull();
    }
    for (String bad : List.of("a:0", "a:65536", "a:99999999", "a:b", "a:", ":1", "a b", "[a", "")) {
      assertThat(Membership.problem(bad)).as(bad).isNotNull();
    }
  }

  /** Two that began alone, because the name had no addresses yet, become one cluster. */
  @Test
  void membersThatCameBeforeTheirNameFindOneAnother() throws Exception {
    int[] ports = {free(), free()};
    HazelcastInstance one = Hazelcast.newHazelcastInstance(config(ports[0], ports[1]));
    HazelcastInstance two = Hazelcast.newHazelcastInstance(config(ports[1], ports[0]));
    try {
      assertThat(one.getCluster().getMembers()).hasSize(1);
      assertThat(two.getCluster().getMembers()).hasSize(1);
      CountDownLatch met = new CountDownLatch(1);
      for (HazelcastInstance each : List.of(one, two)) {
        each.getLifecycleService()
            .addLifecycleListener(
                event -> {
                  if (event.getState().name().equals("MERGED")) {
                    met.countDown();
                  }
                });
      }
      dns.put("members.example", InetAddress.getAllByName("127.0.0.1"));
      assertThat(met.await(120, TimeUnit.SECONDS)).isTrue();
      assertThat(one.getCluster().getMembers()).hasSize(2);
    } finally {
      one.getLifecycleService().terminate();
      two.getLifecycleService().terminate();
    }
  }

  private Config config(int own, int other) {
    Membership membership =
        new Membership(
            "seeds-test", "127.0.0.1", own, other, List.of("members.example:" + other), null);
    return membership
        .hazelcast("127.0.0.1", dns)
        .setProperty("hazelcast.logging.type", "none")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "1")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "1");
  }

  /** Below the range of outgoing connections, one of which may take a port before its server. */
  private static int free() {
    return RandomGenerator.getDefault()
        .ints(10_000, 15_000)
        .filter(port -> isFree(port) && GIVEN.add(port))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
