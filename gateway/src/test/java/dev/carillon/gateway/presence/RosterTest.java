package dev.carillon.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.presence.PresenceNews;
import dev.carillon.contract.presence.PresenceWanted;
import dev.carillon.contract.presence.TopicPresence;
import dev.carillon.gateway.presence.Shares.Who;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gateways that tell one another who is there, on a network that loses messages. */
class RosterTest {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final String ROOM = "room.7";
  private static final UUID ADA = user(1);
  private static final UUID BOB = user(2);

  private final List<Gateway> gateways = new ArrayList<>();
  private long now = 1_000;
  private int runs;
  private Random losses = new Random(0);
  private double lost;

  /** One run of a gateway, and what it was told that it has not heard yet. */
  private final class Gateway {
    private final Roster roster =
        new Roster("g" + ++runs, new PresenceSettings(GRACE, LEASE, 10_000, 6_000, 8_000, 200));
    private final Queue<Record> inbox = new ArrayDeque<>();
    private final Map<String, List<UUID>> connections = new HashMap<>();
    private final Map<String, Integer> keys = new HashMap<>();

    Gateway() {
      gateways.add(this);
    }

    void join(String topic, UUID user) {
      assertThat(roster.join(topic, new Who(user, "shop"))).isNull();
      connections.computeIfAbsent(topic, t -> new ArrayList<>()).add(user);
    }

    void leave(String topic, UUID user) {
      roster.leave(topic, new Who(user, "shop"), now);
      connections.get(topic).remove(user);
    }

    void key(String topic, int more) {
      if (more > 0) {
        assertThat(roster.join(topic, new Who(null, "shop"))).isNull();
      } else {
        roster.leave(topic, new Who(null, "shop"), now);
      }
      keys.merge(topic, more, Integer::sum);
    }

    List<UUID> users() {
      return roster.look(ROOM).users();
    }
  }

  /** A client, and what it makes of its frames. */
  private static final class Client implements PresenceSink {
    private final List<String> types = new ArrayList<>();
    private final Set<String> users = new TreeSet<>();
    private int count;
    private boolean keepsUp = true;

    @Override
    public boolean keepsUp() {
      return keepsUp;
    }

    @Override
    public void tell(String type, String text) {
      types.add(type);
      JsonObject frame = new JsonObject(text);
      assertThat(frame.getString("type")).isEqualTo(type);
      count = frame.getInteger("count");
      JsonArray named = frame.getJsonArray("users");
      if (type.equals("presence")) {
        users.clear();
      }
      for (Object user : named) {
        boolean isNews = type.equals("leave") ? users.remove(user) : users.add((String) user);
        assertThat(isNews).as(type + " of " + user).isTrue();
      }
    }
  }

  private static UUID user(int n) {
    return new UUID(0x0000_0000_0000_7000L, n);
  }

  @Test
  void threeTabsOfOneUserAreOneAndTwoGatewaysCountTheUserOnce() {
    Gateway one = new Gateway();
    Gateway two = new Gateway();
    one.join(ROOM, ADA);
    one.join(ROOM, ADA);
    two.join(ROOM, ADA);
    two.key(ROOM, 1);
    pass(Duration.ofSeconds(1));
    for (Gateway each : gateways) {
      TopicPresence there = each.roster.look(ROOM);
      assertThat(there.users()).containsExactly(ADA);
      assertThat(there.count()).isEqualTo(2);
      assertThat(there.anonymous()).isEqualTo(1);
    }
    one.leave(ROOM, ADA);
    two.leave(ROOM, ADA);
    pass(GRACE.plus(Duration.ofSeconds(1)));
    assertThat(two.users()).as("one tab is left").containsExactly(ADA);
  }

  @Test
  void aDropShorterThanTheGraceIsNoLeaveAlsoWhenItComesBackElsewhere() {
    Gateway one = new Gateway();
    Gateway two = new Gateway();
    Client client = watch(two);
    one.join(ROOM, ADA);
    pass(Duration.ofSeconds(1));
    one.leave(ROOM, ADA);
    pass(GRACE.minus(Duration.ofSeconds(1)));
    two.join(ROOM, ADA);
    pass(GRACE.plus(GRACE));
    assertThat(client.types).containsExactly("presence", "join");
    two.leave(ROOM, ADA);
    pass(GRACE.minus(TICK));
    assertThat(client.types).hasSize(2);
    pass(TICK.plus(TICK));
    assertThat(client.types).containsExactly("presence", "join", "leave");
    assertThat(client.count).isZero();
  }

  @Test
  void theUsersOfAGatewayThatIsSilentLeaveAfterItsLease() {
    Gateway one = new Gateway();
    Gateway two = new Gateway();
    Client client = watch(two);
    one.join(ROOM, ADA);
    one.key(ROOM, 1);
    two.join(ROOM, BOB);
    pass(Duration.ofSeconds(1));
    assertThat(client.count).isEqualTo(3);
    gateways.remove(one);
    pass(LEASE.minus(Duration.ofSeconds(4)));
    assertThat(two.users()).contains(ADA);
    pass(Duration.ofSeconds(5));
    assertThat(two.users()).containsExactly(BOB);
    assertThat(client.count).isEqualTo(1);
    assertThat(client.users).containsExactly(BOB.toString());
  }

  @Test
  void aFloodOfUsersIsAFewFrames() {
    Gateway one = new Gateway();
    Client client = watch(new Gateway());
    for (int i = 0; i < 5_000; i++) {
      one.join(ROOM, user(i));
      if (i % 100 == 0) {
        pass(TICK);
      }
    }
    pass(Duration.ofSeconds(2));
    assertThat(client.types.size()).as("frames of 7 s").isLessThanOrEqualTo(15);
    assertThat(client.count).isEqualTo(5_000);
    assertThat(gateways.get(1).roster.look(ROOM).complete()).isFalse();
    assertThat(gateways.get(1).users()).hasSize(TopicPresence.MOST_LISTED);
  }

  @Test
  void aClientThatReadsSlowlyIsToldAllWhenItTakesMore() {
    Gateway one = new Gateway();
    Client client = watch(one);
    pass(TICK);
    client.keepsUp = false;
    for (int i = 0; i < 10; i++) {
      one.join(ROOM, user(i));
      pass(TICK);
    }
    assertThat(client.types).containsExactly("presence");
    client.keepsUp = true;
    pass(Duration.ofSeconds(1));
    assertThat(client.types).containsExactly("presence", "presence");
    assertThat(client.users).hasSize(10);
  }

  /** Whatever was lost and whoever died: at rest all say what is true, and so do their clients. */
  @Test
  void atRestAllGatewaysAgreeWithTheTruth() {
    for (int seed = 0; seed < 25; seed++) {
      Random random = new Random(seed);
      gateways.clear();
      losses = new Random(seed);
      lost = random.nextInt(3) * 0.25;
      IntStream.range(0, 3).forEach(i -> new Gateway());
      for (int i = 0; i < 150; i++) {
        act(random, gateways.get(random.nextInt(gateways.size())));
        pass(TICK.multipliedBy(random.nextInt(6)));
      }
      lost = 0;
      Client client = watch(gateways.get(0));
      pass(LEASE.multipliedBy(2));
      for (String topic : List.of(ROOM, "room.8")) {
        Set<UUID> users =
            gateways.stream()
                .flatMap(g -> g.connections.getOrDefault(topic, List.of()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        int keys = gateways.stream().mapToInt(g -> g.keys.getOrDefault(topic, 0)).sum();
        for (Gateway gateway : gateways) {
          TopicPresence there = gateway.roster.look(topic);
          assertThat(there.users()).as("seed " + seed).containsExactlyElementsOf(users);
          assertThat(there.anonymous()).as("seed " + seed).isEqualTo(keys);
        }
        if (topic.equals(ROOM)) {
          assertThat(client.users).as("seed " + seed).hasSameSizeAs(users);
          assertThat(client.count).as("seed " + seed).isEqualTo(users.size() + keys);
        }
      }
    }
  }

  private void act(Random random, Gateway gateway) {
    String topic = random.nextBoolean() ? ROOM : "room.8";
    List<UUID> there = gateway.connections.getOrDefault(topic, List.of());
    switch (random.nextInt(12)) {
      case 0 -> gateway.key(topic, 1);
      case 1 -> {
        if (gateway.keys.getOrDefault(topic, 0) > 0) {
          gateway.key(topic, -1);
        }
      }
      case 2 -> {
        gateways.remove(gateway);
        new Gateway();
      }
      case 3, 4, 5, 6 -> {
        if (!there.isEmpty()) {
          gateway.leave(topic, there.get(random.nextInt(there.size())));
        }
      }
      default -> gateway.join(topic, user(random.nextInt(8)));
    }
  }

  private Client watch(Gateway gateway) {
    Client client = new Client();
    gateway.roster.watch(ROOM, new Watcher(Runnable::run, client));
    return client;
  }

  private void pass(Duration time) {
    for (long i = 0; i < time.toMillis() / TICK.toMillis(); i++) {
      now += TICK.toNanos();
      for (Gateway gateway : gateways) {
        step(gateway);
      }
      gateways.forEach(this::deliver);
    }
  }

  private void step(Gateway gateway) {
    Roster.Step step = gateway.roster.step(now);
    for (Gateway other : gateways) {
      step.news().stream().filter(n -> arrives()).forEach(other.inbox::add);
      step.wanted().stream().filter(n -> arrives()).forEach(other.inbox::add);
    }
    step.told()
        .forEach(
            told ->
                told.watcher()
                    .tell(told.type(), told.frame(), () -> gateway.roster.again(told.topic())));
  }

  private boolean arrives() {
    return losses.nextDouble() >= lost;
  }

  private void deliver(Gateway gateway) {
    for (Record next = gateway.inbox.poll(); next != null; next = gateway.inbox.poll()) {
      if (next instanceof PresenceNews news) {
        gateway.roster.hear(news, now);
      } else if (next instanceof PresenceWanted wanted) {
        gateway.roster.hear(wanted);
      }
    }
  }
}
