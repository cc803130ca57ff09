package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.queue.ProductQueue;
import dev.carillon.bench.mail.round.Latencies;
import dev.carillon.bench.mail.round.OpenLoop;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.contract.throttles.Throttle;
import java.time.Duration;
import java.util.Locale;

/**
 * Urgent mail beside a backlog that a throttle holds back: first while it is looked at and parked,
 * then while it is parked. Half of the urgent mail is to go at once, half in a second.
 */
public final class ThrottledLow {
  private static final double GOAL_MILLIS = 2_000;
  private static final double PER_SECOND = 50;
  private static final int LOW = 2;
  private static final int CHUNK = 32;

  /** So long, the backlog is parked at most; the ledger is right all the same. */
  private static final int LONGEST_PARKING = 120;

  private static final Throttle THROTTLE =
      new Throttle("bench-bulk", "bench-bulk", false, 100, Duration.ofMinutes(1));

  private final Stage stage;
  private final ProductQueue product;
  private final int mails;
  private int urgent;

  /** So many throttled mails. */
  public ThrottledLow(Stage stage, ProductQueue product, int mails) {
    this.stage = stage;
    this.product = product;
    this.mails = mails;
  }

  /** Has them parked, and sends urgent mail meanwhile. */
  public void run() {
    product.clear();
    product.stores().throttles().putThrottle(THROTTLE).await();
    new MadeMail(stage.meter()).queued(mails, CHUNK, THROTTLE.name(), LOW);
    product.forget();
    long began = System.nanoTime();
    product.work(Integer.MAX_VALUE);
    Latencies parking = new Latencies();
    long ready = mails;
    while (ready > 0 && seconds(began) < LONGEST_PARKING) {
      send(parking, 1);
      ready =
          stage
              .meter()
              .number("select coalesce(sum(cardinality(mail_ids)), 0) from notifier.ready");
    }
    double parked = seconds(began);
    String meanwhile = product.pickups().text();
    double late = product.pickups().longestMillis();
    product.forget();
    send(new Latencies(), stage.seconds());
    product.rest().await();
    late = Math.max(late, product.pickups().longestMillis());
    stage.books().check("throttled", product.stored(), mails + urgent);
    stage.books().check("sent or waiting", product.settled() + product.unsettled(), mails + urgent);
    say(parked, ready, meanwhile, late);
    end();
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private void send(Latencies latencies, int seconds) {
    urgent +=
        new OpenLoop(stage.vertx(), stage.context(), PER_SECOND, latencies)
            .run(
                Duration.ofSeconds(seconds),
                n -> product.deliverHigh(n % 2 == 0 ? Duration.ZERO : Duration.ofSeconds(1)));
  }

  private void say(double parked, long left, String meanwhile, double late) {
    System.out.printf(
        Locale.ROOT,
        "  beside   %,d throttled low mails, parked in %.0f s (%,d left in the queue): high mail"
            + " picked up meanwhile after %s, and beside the parked after %s%n",
        mails,
        parked,
        left,
        meanwhile,
        product.pickups().text());
    stage
        .goals()
        .atMost(
            String.format(Locale.ROOT, "high mail beside %,d throttled low, lateness", mails),
            late,
            GOAL_MILLIS,
            "ms");
  }

  private void end() {
    stage.meter().change("delete from notifier.deferred where reason = 'h'");
    stage.meter().change("truncate notifier.throttle_pass, notifier.throttle_key");
    product.stores().throttles().deleteThrottle(THROTTLE.name()).await();
    product.clear();
    stage.meter().change("vacuum notifier.deferred");
  }
}
