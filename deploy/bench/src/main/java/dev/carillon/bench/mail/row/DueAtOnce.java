package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.queue.ProductQueue;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.contract.mail.MailChange;
import java.util.List;
import java.util.Locale;

/** Mail that was scheduled for one moment leaves the table of those that wait, by lane. */
public final class DueAtOnce {
  private static final double GOAL_SECONDS = 30;
  private static final int LANES = 3;

  private final Stage stage;
  private final ProductQueue product;
  private final int mails;
  private final long[] lastOfLane = new long[LANES];
  private long promoted;

  /** So many. */
  public DueAtOnce(Stage stage, ProductQueue product, int mails) {
    this.stage = stage;
    this.product = product;
    this.mails = mails;
  }

  /** Schedules them and waits until all have been sent. */
  public void run() {
    product.clear();
    new MadeMail(stage.meter()).due(mails);
    product.onPromoted(this::note);
    long began = System.nanoTime();
    product.work(mails).await();
    double all = (System.nanoTime() - began) / 1e9;
    product.rest().await();
    product.onPromoted(changes -> {});
    stage.books().check("promoted", promoted, mails);
    stage.books().check("due at one moment", product.settled(), mails);
    stage.books().check("waiting after all were due", product.unsettled(), 0);
    say(began, all);
    product.clear();
    stage.meter().change("vacuum notifier.deferred");
  }

  private synchronized void note(List<MailChange> changes) {
    promoted += changes.size();
    long now = System.nanoTime();
    for (MailChange change : changes) {
      lastOfLane[(int) (change.id().getLeastSignificantBits() & 0xFFFF_FFFFFFFFL) % LANES] = now;
    }
  }

  private void say(long began, double all) {
    double[] seconds = new double[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      seconds[lane] = (lastOfLane[lane] - began) / 1e9;
    }
    System.out.printf(
        Locale.ROOT,
        "  due      %,d due at one moment: the last of high, normal and low was in the queue after"
            + " %.1f, %.1f and %.1f s; all were sent after %.1f s%n",
        mails,
        seconds[0],
        seconds[1],
        seconds[2],
        all);
    stage
        .goals()
        .atMost(
            String.format(Locale.ROOT, "promotion of %,d due at one moment", mails),
            Math.max(seconds[0], Math.max(seconds[1], seconds[2])),
            GOAL_SECONDS,
            "s");
    stage
        .goals()
        .atMost("high mail in the queue, before the last low", seconds[0], seconds[2], "s");
  }
}
