package dev.carillon.bus.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CanaryTableTest {
  private static final String HAIL = "row.v1";
  private static final String GET = "users.get.v1";
  private static final String LIST = "users.list.v1";
  private static final Need USERS =
      new Need("users", List.of(GET, LIST, "users.later.v1"), Future::succeededFuture);
  private static final Duration BEAT = Duration.ofMillis(500);

  private final ManualClock clock = new ManualClock();
  private final CanaryTable table = new CanaryTable(clock, HAIL);
  private final Set<String> frozen = new HashSet<>();

  private void serve(String... nodes) {
    Set<Path> wanted = new HashSet<>();
    for (String node : nodes) {
      wanted.add(new Path(HAIL, node));
      wanted.add(new Path(GET, node));
      wanted.add(new Path(LIST, node));
    }
    table.want(wanted);
  }

  /** What is asked is answered after a millisecond, or by a frozen one never. */
  private List<Path> beat() {
    List<Path> asked = table.due(3);
    clock.advance(Duration.ofMillis(1));
    asked.stream()
        .filter(path -> !frozen.contains(path.node()))
        .forEach(path -> table.answered(path, Canary.micros(clock.now()) + 5_000_000));
    asked.stream().filter(path -> frozen.contains(path.node())).forEach(table::missed);
    clock.advance(BEAT.minusMillis(1));
    return asked;
  }

  private String trouble() {
    return table.trouble(USERS, node -> node);
  }

  @Test
  void oneThatIsFrozenIsNoTroubleWhileAnotherAnswers() {
    serve("a", "b");
    IntStream.range(0, 6).forEach(i -> beat());
    assertThat(trouble()).isNull();
    frozen.add("a");
    for (int i = 0; i < 20; i++) {
      beat();
      assertThat(trouble()).isNull();
    }
    assertThat(table.reaches()).extracting(Reach::ok).containsExactly(false, true);
    assertThat(table.reaches().get(0).since()).isNotNull();
    frozen.clear();
    beat();
    assertThat(table.reaches()).extracting(Reach::ok).containsExactly(true, true);
    assertThat(table.reaches().get(0).since()).isNull();
  }

  @Test
  void whenNobodyAnswersForTwoSecondsItIsSaidWhoAndForHowLong() {
    assertThat(trouble()).isEqualTo("no process serves users");
    serve("a", "b");
    assertThat(trouble()).isEqualTo("nobody answers for users yet");
    IntStream.range(0, 6).forEach(i -> beat());
    assertThat(trouble()).isNull();
    frozen.addAll(Set.of("a", "b"));
    IntStream.range(0, 3).forEach(i -> beat());
    assertThat(trouble()).as("it may be a moment's").isNull();
    IntStream.range(0, 2).forEach(i -> beat());
    assertThat(trouble()).isEqualTo("nobody answers for users: a for 2 s, b for 2 s");
  }

  @Test
  void whoHasStoodStillKnowsNothingUntilItIsAnswered() {
    serve("a", "b");
    IntStream.range(0, 6).forEach(i -> beat());
    clock.advance(Duration.ofSeconds(15));
    assertThat(trouble()).isEqualTo("nobody answers for users since this process stood still");
    beat();
    assertThat(trouble()).isNull();
  }

  /** The answer came while it stood still, and is read after that. */
  @Test
  void anAnswerToAQuestionOfBeforeSaysNothing() {
    serve("a");
    IntStream.range(0, 6).forEach(i -> beat());
    List<Path> asked = table.due(3);
    clock.advance(Duration.ofSeconds(15));
    asked.forEach(path -> answer(path, true));
    assertThat(trouble()).isEqualTo("nobody answers for users since this process stood still");
    beat();
    assertThat(trouble()).isNull();
  }

  @Test
  void anAddressAtWhichNobodyAnswersIsNamed() {
    serve("a");
    IntStream.range(0, 4).forEach(i -> beat());
    for (int i = 0; i < 8; i++) {
      table.due(3).forEach(path -> answer(path, !path.address().equals(LIST)));
      clock.advance(BEAT);
    }
    assertThat(trouble()).startsWith("nobody answers at users.list.v1: a for ");
    assertThat(table.reaches().get(0).ok()).isTrue();
    assertThat(table.reaches().get(0).silent()).containsExactly(LIST);
  }

  /** It is asked for the first time in the moment in which its process is stopped. */
  @Test
  void anAddressThatNeverAnsweredHasTheSameGraceAsOthers() {
    serve("a");
    table.due(0).forEach(path -> answer(path, true));
    clock.advance(BEAT);
    table.due(3).forEach(path -> answer(path, !path.address().equals(LIST)));
    assertThat(trouble()).isNull();
  }

  private void answer(Path path, boolean well) {
    if (well) {
      table.answered(path, 0);
    } else {
      table.missed(path);
    }
  }

  @Test
  void howMuchIsAskedDependsNeitherOnTheAddressesNorOnWhoIsFrozen() {
    Set<Path> wanted = new HashSet<>(Set.of(new Path(HAIL, "a"), new Path(HAIL, "b")));
    IntStream.range(0, 500).forEach(i -> wanted.add(new Path("x" + i, i % 2 == 0 ? "a" : "b")));
    table.want(wanted);
    Set<Path> seen = new HashSet<>();
    for (int i = 0; i < 170; i++) {
      List<Path> asked = beat();
      assertThat(asked).hasSizeLessThanOrEqualTo(5).contains(new Path(HAIL, "a"));
      seen.addAll(asked);
    }
    assertThat(seen).as("all took their turns").isEqualTo(wanted);
    frozen.add("a");
    beat();
    for (int i = 0; i < 20; i++) {
      List<Path> toFrozen = new ArrayList<>(beat());
      toFrozen.removeIf(path -> !"a".equals(path.node()));
      assertThat(toFrozen).as("nothing heaps up").containsExactly(new Path(HAIL, "a"));
    }
  }

  @Test
  void whatIsUnderWayIsNotAskedAgainAndWhoHasGoneIsForgotten() {
    serve("a");
    assertThat(table.due(3)).hasSize(3);
    assertThat(table.due(3)).isEmpty();
    serve("b");
    table.missed(new Path(HAIL, "a")); // it comes late
    assertThat(table.reaches()).extracting(Reach::node).containsExactly("b");
  }

  @Test
  void aClockThatIsAheadIsSeenWithinHalfOfTheRoundTrip() {
    serve("a");
    beat();
    Reach.ClockDifference seen = table.reaches().get(0).clock();
    assertThat(seen).isNotNull();
    assertThat(seen.micros()).isEqualTo(5_000_500);
    assertThat(seen.uncertaintyMicros()).isEqualTo(500);
  }
}
