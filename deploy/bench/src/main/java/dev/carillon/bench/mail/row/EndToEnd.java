package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.queue.Contestant;
import dev.carillon.bench.mail.queue.ProductMails;
import dev.carillon.bench.mail.round.Meter;
import dev.carillon.bench.mail.round.Round;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.bench.mail.round.Turns;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.WireState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;

/** A backlog is sent, against the same mailer with nothing behind it. */
public final class EndToEnd {
  private static final double GOAL = 0.5;
  private static final int IN_FLIGHT = 64;

  private final Stage stage;
  private final Mailer mailer;
  private final int mails;

  /** So many mails by one mailer. */
  public EndToEnd(Stage stage, Mailer mailer, int mails) {
    this.stage = stage;
    this.mailer = mailer;
    this.mails = mails;
  }

  /** The product with this mailer, and the mailer alone. */
  public void run(Contestant product) {
    Loads loads = new Loads(stage);
    Turns.Both both =
        stage
            .turns()
            .compare(
                new Turns.Side("end to end", () -> loads.drain(product, mails)),
                new Turns.Side("SMTP leg alone", this::alone));
    both.print("smtp");
    stage.goals().atLeast("end to end / SMTP leg alone", both.ratio(), GOAL);
  }

  private Round alone() {
    Meter.Reading before = stage.meter().read();
    AtomicInteger failed = new AtomicInteger();
    stage.on(() -> new Leg(failed).run());
    stage.books().check("mails of the SMTP leg alone that failed", failed.get(), 0);
    return Round.between(before, stage.meter().read(), mails);
  }

  private final class Leg {
    private final Promise<Void> done = Promise.promise();
    private final AtomicInteger failed;
    private int left = mails;
    private int open = IN_FLIGHT;

    Leg(AtomicInteger failed) {
      this.failed = failed;
    }

    Future<Void> run() {
      for (int i = 0; i < IN_FLIGHT; i++) {
        next();
      }
      return done.future();
    }

    private void next() {
      if (left-- <= 0) {
        if (--open == 0) {
          done.complete();
        }
        return;
      }
      mailer
          .send(ProductMails.outgoing(), new WireState())
          .onFailure(e -> failed.incrementAndGet())
          .onComplete(r -> stage.context().runOnContext(v -> next()));
    }
  }
}
