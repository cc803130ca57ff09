package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.queue.Contestant;
import dev.carillon.bench.mail.round.Latencies;
import dev.carillon.bench.mail.round.Meter;
import dev.carillon.bench.mail.round.OpenLoop;
import dev.carillon.bench.mail.round.Round;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.bench.mail.round.Turns;
import java.time.Duration;
import java.util.Locale;

/** Live in an open loop, at four fifths of what each can do. */
public final class Paced {
  private static final double SHARE = 0.8;

  private final Stage stage;
  private final Loads loads;
  private final int callers;

  /** So many callers find out what each can do. */
  public Paced(Stage stage, int callers) {
    this.stage = stage;
    this.loads = new Loads(stage);
    this.callers = callers;
  }

  /** Both, in turns. */
  public void run(Contestant product, Contestant other) {
    Pace ofProduct = new Pace(product);
    Pace ofOther = new Pace(other);
    stage
        .turns()
        .compare(
            new Turns.Side(product.name(), ofProduct::round),
            new Turns.Side(other.name(), ofOther::round))
        .print("paced");
    ofProduct.say();
    ofOther.say();
  }

  private final class Pace {
    private final Contestant contestant;
    private final double perSecond;
    private final Latencies latencies = new Latencies();

    Pace(Contestant contestant) {
      this.contestant = contestant;
      Round warm = loads.live(contestant, callers);
      this.perSecond = SHARE * Math.max(1, loads.live(contestant, callers).perSecond());
      stage.books().check(contestant.name() + " did something", warm.mails() > 0);
    }

    Round round() {
      contestant.clear();
      contestant.work(Integer.MAX_VALUE);
      stage.meter().change("checkpoint");
      Meter.Reading before = stage.meter().read();
      int done =
          new OpenLoop(stage.vertx(), stage.context(), perSecond, latencies)
              .run(Duration.ofSeconds(stage.seconds()), number -> contestant.deliver());
      Round round = Round.between(before, stage.meter().read(), done);
      contestant.rest().await();
      stage.books().check(contestant.name(), contestant.settled(), done);
      return round;
    }

    void say() {
      stage
          .goals()
          .figure(
              String.format(
                  Locale.ROOT,
                  "open loop, %,.0f mails/s (80 %% of its maximum), %s, settled after",
                  perSecond,
                  contestant.name()),
              latencies.text());
    }
  }
}
