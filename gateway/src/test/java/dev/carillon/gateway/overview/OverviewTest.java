package dev.carillon.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.NodeReplies;
import dev.carillon.contract.cluster.FigureSample;
import dev.carillon.contract.cluster.NodeFigures;
import dev.carillon.failure.FailureCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The figures of several processes are one. */
class OverviewTest {
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void whatEachHasOfItsOwnIsAddedAndWhatAllSeeIsNot() {
    Overview both =
        of(
            Map.of(
                "a", node(sample(AT, 3.0, 10.0, 5.0, null, 2.0), List.of()),
                "b", node(sample(AT, 4.0, 12.0, 4.0, 0.5, 1.0), List.of()),
                "c", node(sample(AT, null, null, null, null, null), List.of())));
    assertThat(both.now()).isEqualTo(sample(AT, 7.0, 12.0, 5.0, 0.5, 3.0));
    assertThat(both.nodes()).extracting(Overview.Node::name).containsExactly("a", "b", "c");
    assertThat(both.unanswered()).containsExactly("d");
  }

  @Test
  void whatNobodyKnowsIsUnknownAndNotZero() {
    Overview none = of(Map.of());
    assertThat(none.now()).isEqualTo(sample(AT, null, null, null, null, null));
    assertThat(none.ledger()).isNull();
    assertThat(none.minutes()).isEmpty();
  }

  @Test
  void minutesAreMergedByTheirBeginningAndSixtyAreTold() {
    List<FigureSample> hour =
        IntStream.rangeClosed(1, 60).mapToObj(i -> minute(61 - i, 1.0)).toList();
    List<FigureSample> other = List.of(minute(70, 1.0), minute(2, 5.0), minute(1, null));
    Overview both = of(Map.of("a", node(hour.get(0), hour), "b", node(hour.get(0), other)));
    assertThat(both.minutes()).hasSize(60);
    assertThat(both.minutes().get(0)).isEqualTo(minute(60, 1.0));
    assertThat(both.minutes().get(58).mailsPerSecond()).isEqualTo(6.0);
    assertThat(both.minutes().get(59).mailsPerSecond()).isEqualTo(1.0);
  }

  private static Overview of(Map<String, NodeFigures> answers) {
    return Overview.of(AT, null, new NodeReplies<>(answers, Map.of("d", FailureCode.TIMEOUT)));
  }

  private static NodeFigures node(FigureSample now, List<FigureSample> minutes) {
    return new NodeFigures(List.of("gateway"), "1", true, now, minutes);
  }

  private static FigureSample minute(int ago, Double perSecond) {
    return sample(AT.minus(ago, ChronoUnit.MINUTES), perSecond, null, null, null, null);
  }

  private static FigureSample sample(
      Instant at, Double rate, Double ready, Double oldest, Double lag, Double sockets) {
    return new FigureSample(at, rate, ready, oldest, lag, sockets);
  }
}
