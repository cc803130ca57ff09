package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.queue.ProductQueue;
import dev.carillon.bench.mail.round.Latencies;
import dev.carillon.bench.mail.round.OpenLoop;
import dev.carillon.bench.mail.round.Stage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/**
 * Claims behind a transaction that is held open, by way of the queue: rows of one mail each are
 * worked off, so many that were taken lie dead in the table, and the claims that follow must not
 * walk them.
 */
public final class DeadRows {
  private static final double GOAL_MILLIS = 20;
  private static final double PER_SECOND = 1_000;

  private final Stage stage;
  private final ProductQueue product;
  private final int dead;

  /** So many dead rows. */
  public DeadRows(Stage stage, ProductQueue product, int dead) {
    this.stage = stage;
    this.product = product;
    this.dead = dead;
  }

  /** Makes them, and claims. */
  public void run() {
    product.clear();
    try (HeldSnapshot held = HeldSnapshot.open(stage.meter())) {
      new MadeMail(stage.meter()).queued(dead, 1, "", 1);
      long began = System.nanoTime();
      product.work(dead).await();
      double drained = dead * 1e9 / (System.nanoTime() - began);
      product.rest().await();
      product.forget();
      product.work(Integer.MAX_VALUE);
      Latencies settled = new Latencies();
      int paced =
          new OpenLoop(stage.vertx(), stage.context(), PER_SECOND, settled)
              .run(Duration.ofSeconds(stage.seconds()), number -> product.deliverByQueue());
      product.rest().await();
      stage.books().check("the transaction was held open", held.isOpen());
      stage.books().check("claims behind dead rows", product.settled(), dead + paced);
      stage.books().check("waiting behind dead rows", product.unsettled(), 0);
      say(drained);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    product.clear();
  }

  private void say(double drained) {
    System.out.printf(
        Locale.ROOT,
        "  claims   %,d dead rows (drained at %,.0f mails/s), then %,.0f mails/s by the queue:"
            + " claims %s; picked up after %s%n",
        dead,
        drained,
        PER_SECOND,
        product.claims().text(),
        product.pickups().text());
    stage
        .goals()
        .atMost(
            String.format(Locale.ROOT, "claim, p99, %,d dead rows behind a transaction", dead),
            product.claims().millis(99),
            GOAL_MILLIS,
            "ms");
  }
}
