package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.store.pg.queue.DueMail.Piece;
import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many mails a statement takes. */
class PieceTest {
  private final ManualClock clock = new ManualClock();
  private final Piece piece = new Piece(clock, 1_000);

  @Test
  void whatWasTooMuchForOneStatementIsTriedInSmallerPieces() {
    assertThat(piece.size()).isEqualTo(1_000);
    ends(Duration.ofSeconds(4), Future.failedFuture("canceling statement due to timeout"));
    assertThat(piece.size()).isEqualTo(250);
    ends(Duration.ofSeconds(2), Future.succeededFuture());
    assertThat(piece.size()).isEqualTo(125);
    for (int i = 0; i < 9; i++) {
      ends(Duration.ofSeconds(4), Future.failedFuture("canceling statement due to timeout"));
    }
    assertThat(piece.size()).isEqualTo(10);
  }

  @Test
  void whatIsQuickGrowsAgainToTheMost() {
    ends(Duration.ofSeconds(4), Future.failedFuture("away"));
    ends(Duration.ofMillis(500), Future.succeededFuture());
    assertThat(piece.size()).isEqualTo(250);
    ends(Duration.ofMillis(100), Future.succeededFuture());
    assertThat(piece.size()).isEqualTo(500);
    ends(Duration.ofMillis(100), Future.succeededFuture());
    ends(Duration.ofMillis(100), Future.succeededFuture());
    assertThat(piece.size()).isEqualTo(1_000);
  }

  private void ends(Duration after, Future<Void> how) {
    assertThat(
            piece
                .run(
                    size -> {
                      clock.advance(after);
                      return how;
                    })
                .isComplete())
        .isTrue();
  }
}
