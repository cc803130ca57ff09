package dev.carillon.bus.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstancesTest {
  private static final String GET = "users.get.v1";
  private static final List<String> NOBODY = List.of();

  private final ManualClock clock = new ManualClock();
  private final Random random = new Random(1);
  private final Instances table = new Instances("me", clock, random::nextInt);
  private long sequence;

  private void says(String node, String... addresses) {
    table.heard(new Announcement(node, ++sequence, Set.of(addresses), null, null));
  }

  private Choice pick(String... tried) {
    return table.pick(GET, List.of(tried));
  }

  @Test
  void nobodyIsPickedWhoDoesNotServeIt() {
    assertThat(pick()).isNull();
    says("a", "users.list.v1");
    assertThat(pick()).isNull();
    says("a", GET);
    assertThat(pick().address()).isEqualTo("users.get.v1@a");
    assertThat(pick("a")).isNull();
  }

  @Test
  void thisProcessComesFirstAndWithoutItsName() {
    says("a", GET);
    table.own(Set.of(GET));
    assertThat(pick().isHere()).isTrue();
    assertThat(pick().address()).isEqualTo(GET);
    assertThat(pick("me").node()).isEqualTo("a");
    table.own(Set.of());
    assertThat(pick().node()).isEqualTo("a");
  }

  @Test
  void whoHasMuchInFlightGetsLess() {
    says("a", GET);
    says("b", GET);
    List<Choice> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      open.add(pick());
    }
    assertThat(open.stream().filter(c -> c.node().equals("a")).count()).isEqualTo(50);
    open.stream().filter(c -> c.node().equals("b")).forEach(c -> c.ended(true));
    for (int i = 0; i < 50; i++) {
      assertThat(pick().node()).isEqualTo("b");
    }
  }

  @Test
  void whoWasSlowOnceIsAskedAgainLater() {
    says("a", GET);
    says("b", GET);
    Choice slow = pick();
    clock.advance(Duration.ofMillis(900));
    slow.ended(true);
    says("a", GET);
    says("b", GET);
    for (int i = 0; i < 20; i++) {
      Choice other = pick();
      assertThat(other.node()).isNotEqualTo(slow.node());
      other.ended(true);
    }
    Set<String> asked = Set.of();
    for (int i = 0; i < 2_000 && !asked.contains(slow.node()); i++) {
      clock.advance(Duration.ofMillis(500));
      says("a", GET);
      says("b", GET);
      Choice one = pick();
      Choice other = pick(); // beside one that is under way
      asked = Set.of(one.node(), other.node().equals(one.node()) ? "-" : other.node());
      one.ended(true);
      other.ended(true);
    }
    assertThat(asked).contains(slow.node());
  }

  @Test
  void whoSaysNothingForTwoSecondsIsAskedOnlyWhenThereIsNobodyElse() {
    says("a", GET);
    says("b", GET);
    clock.advance(Duration.ofMillis(1_900));
    says("b", GET);
    for (int i = 0; i < 20; i++) {
      assertThat(pick().node()).isEqualTo("b");
    }
    assertThat(pick("b").node()).isEqualTo("a");
    clock.advance(Duration.ofMinutes(1));
    assertThat(pick()).isNotNull();
  }

  @Test
  void whoDoesNotAnswerIsLeftAloneAndTriedAgain() {
    says("a", GET);
    says("b", GET);
    for (int i = 0; i < 5; i++) {
      Choice choice = pick("b");
      choice.late();
    }
    for (int i = 0; i < 20; i++) {
      assertThat(pick().node()).isEqualTo("b");
    }
    clock.advance(Duration.ofMillis(1_100));
    says("a", GET);
    says("b", GET);
    pick("b").ended(true);
    clock.advance(Duration.ofMillis(1)); // the breaker is closed: with nothing in flight it may be
    assertThat(pick("b").node()).isEqualTo("a");
  }

  @Test
  void aRequestThatIsLateAndThenOverIsOneWithoutAnAnswer() {
    says("quiet", GET);
    clock.advance(Duration.ofSeconds(3)); // it is asked when there is nobody better
    says("a", GET);
    for (int i = 0; i < 4; i++) {
      unanswered(pick("quiet"));
    }
    assertThat(pick().node()).as("after four").isEqualTo("a");
    unanswered(pick("quiet"));
    assertThat(pick().node()).as("after five").isEqualTo("quiet");
  }

  private void unanswered(Choice choice) {
    clock.advance(Duration.ofMillis(100));
    choice.late();
    clock.advance(Duration.ofMillis(100));
    choice.ended(false);
  }

  @Test
  void aLateAnswerClosesABreakerAllTheSame() {
    says("quiet", GET);
    clock.advance(Duration.ofSeconds(3));
    says("a", GET);
    for (int i = 0; i < 5; i++) {
      unanswered(pick("quiet"));
    }
    clock.advance(Duration.ofMillis(1_100)); // its rest
    says("a", GET);
    Choice probe = pick("quiet");
    clock.advance(Duration.ofMillis(100));
    probe.late();
    probe.ended(true);
    assertThat(pick().node()).isEqualTo("a");
  }

  @Test
  void whoLeavesIsNamedNoMoreAndAWordThatWasOvertakenIsNotBelieved() {
    says("a", GET);
    Announcement late = new Announcement("a", sequence, Set.of(GET), null, null);
    says("a");
    assertThat(pick()).isNull();
    table.heard(late);
    assertThat(pick()).isNull();
    assertThat(table.isKnown(GET)).as("a successor may come").isTrue();
    clock.advance(Duration.ofSeconds(11));
    assertThat(table.isKnown(GET)).isFalse();
    assertThat(table.isKnown("never.served.v1")).isFalse();
  }

  @Test
  void whoIsNoMemberAnyMoreIsGone() {
    says("a", GET);
    says("b", GET);
    table.keep(List.of("me", "b"));
    assertThat(pick("b")).isNull();
    says("a", GET); // it is back
    assertThat(pick("b").node()).isEqualTo("a");
  }

  @Test
  void whoDoesNotServeItAfterAllIsNotAskedUntilItSaysSo() {
    says("a", GET, "users.list.v1");
    pick().unserved();
    assertThat(pick()).isNull();
    assertThat(table.pick("users.list.v1", NOBODY)).isNotNull();
    says("a", GET, "users.list.v1");
    assertThat(pick()).isNotNull();
  }

  @Test
  void whenAllAreSlowAFifthIsRepeatedAndNoMore() {
    int repeated = 0;
    while (table.mayRepeat()) {
      repeated++;
    }
    assertThat(repeated).as("after calm times").isEqualTo(500);
    for (int i = 0; i < 1_000; i++) {
      table.earn();
    }
    while (table.mayRepeat()) {
      repeated++;
    }
    assertThat(repeated).isEqualTo(700);
  }
}
