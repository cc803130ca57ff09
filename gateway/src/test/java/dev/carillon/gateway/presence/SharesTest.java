package dev.carillon.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.presence.Attendance.Refused;
import dev.carillon.gateway.presence.Shares.Who;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who floods a gateway with topics or users is refused, and the others are not. */
class SharesTest {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int PER_USER = 20;
  private static final int PER_KEY = 60;
  private static final int PER_TOPIC = 40;
  private static final int MEMBERS = 100;
  private static final Who ADA = user(1, "shop");
  private static final Who BOB = user(2, "shop");

  private final Roster roster =
      new Roster(
          "one",
          new PresenceSettings(
              GRACE, Duration.ofSeconds(10), MEMBERS, PER_TOPIC, PER_KEY, PER_USER));
  private long now = 1_000;

  private static Who user(int n, String key) {
    return new Who(new UUID(0x0000_0000_0000_7000L, n), key);
  }

  @Test
  void aUserWhoFloodsTopicsHasItsShareAndOthersHaveTheirs() {
    for (int i = 0; i < PER_USER; i++) {
      assertThat(roster.join("room." + i, ADA)).isNull();
    }
    for (int i = PER_USER; i < 10_000; i++) {
      assertThat(roster.join("room." + i, ADA))
          .isEqualTo(new Refused("rate-limited", "The user is present on 20 topics"));
    }
    assertThat(roster.join("room.0", ADA)).as("another tab").isNull();
    assertThat(roster.join("room.20", BOB)).isNull();
    assertThat(roster.look("room.20").users()).containsExactly(BOB.user());
    assertThat(roster.look("room.21").count()).isZero();
  }

  @Test
  void aKeyThatFloodsUsersHasItsShareAndThoseOfOtherKeysHaveTheirs() {
    List<Refused> refused =
        IntStream.range(0, 1_000)
            .mapToObj(i -> roster.join("room." + i % 2, user(i, "flood")))
            .toList();
    assertThat(refused.subList(0, PER_KEY)).containsOnlyNulls();
    assertThat(refused.subList(PER_KEY, 1_000))
        .containsOnly(
            new Refused(
                "rate-limited", "60 are present on topics by the key flood and its tokens"));
    assertThat(roster.join("room.3", new Who(null, "flood"))).isNotNull();
    assertThat(roster.join("room.0", user(5_000, "shop"))).isNull();
    assertThat(roster.join("room.3", new Who(null, "shop"))).isNull();
  }

  @Test
  void aTopicThatIsFullIsNoObstacleToOthers() {
    List<Refused> refused =
        IntStream.range(0, 50).mapToObj(i -> roster.join("full", user(i, "shop" + i % 2))).toList();
    assertThat(refused.subList(0, PER_TOPIC)).containsOnlyNulls();
    assertThat(refused.subList(PER_TOPIC, 50))
        .containsOnly(new Refused("unavailable", "40 are present on the topic"));
    assertThat(roster.look("full").count()).isEqualTo(PER_TOPIC);
    assertThat(roster.join("other", user(49, "shop1"))).isNull();
  }

  @Test
  void aGatewayThatIsFullRefusesAll() {
    for (int i = 0; i < MEMBERS; i++) {
      assertThat(roster.join("room." + i % 5, user(i, "key" + i % 2))).isNull();
    }
    assertThat(roster.join("room.9", user(200, "key2")))
        .isEqualTo(new Refused("unavailable", "100 are present on topics of this gateway"));
  }

  /** Or who comes and goes would take more than who stays. */
  @Test
  void aPlaceIsGivenBackWhenTheGraceIsOverAndNotBefore() {
    for (int i = 0; i < PER_USER; i++) {
      roster.join("room." + i, ADA);
      roster.leave("room." + i, ADA, now);
    }
    assertThat(roster.join("room.20", ADA)).as("it lingers everywhere").isNotNull();
    now += GRACE.toNanos() - 1;
    roster.step(now);
    assertThat(roster.join("room.20", ADA)).isNotNull();
    now++;
    roster.step(now);
    assertThat(roster.join("room.20", ADA)).isNull();
    for (int i = 1; i < PER_USER; i++) {
      assertThat(roster.join("room." + i, ADA)).isNull();
    }
    assertThat(roster.join("room.0", ADA)).isNotNull();
  }

  @Test
  void comingAndGoingOnOneTopicTakesOnePlace() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(roster.join("room", ADA)).isNull();
      roster.leave("room", ADA, now);
      now += 1_000;
      roster.step(now);
    }
    for (int i = 1; i < PER_USER; i++) {
      assertThat(roster.join("room." + i, ADA)).isNull();
    }
    assertThat(roster.join("room.20", ADA)).isNotNull();
    assertThat(roster.look("room").count()).isEqualTo(1);
  }

  /** Its connections are counted, and take one place. */
  @Test
  void aKeyTakesAPlaceOnATopicAndGivesItBackWithItsLastConnection() {
    Who key = new Who(null, "shop");
    for (int i = 0; i < 3; i++) {
      assertThat(roster.join("room", key)).isNull();
    }
    assertThat(roster.look("room").anonymous()).isEqualTo(3);
    for (int i = 1; i < PER_KEY; i++) {
      assertThat(roster.join("room." + i, key)).isNull();
    }
    roster.leave("room", key, now);
    assertThat(roster.join("room.60", key)).isNotNull();
    roster.leave("room", key, now);
    roster.leave("room", key, now);
    assertThat(roster.look("room").count()).isZero();
    assertThat(roster.join("room.60", key)).isNull();
  }
}
