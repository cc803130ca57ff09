package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.queue.GraphileWorker;
import dev.carillon.bench.mail.queue.ProductQueue;
import dev.carillon.bench.mail.round.Round;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.bench.mail.round.Turns;
import java.util.function.Supplier;

/** The queue against one that people use, on the same server; a job does nothing on both sides. */
public final class PeerRows {
  private static final String NAME = "graphile-worker";

  private final Stage stage;
  private final Loads loads;
  private final ProductQueue product;
  private final GraphileWorker peer;

  /** Of the product and the peer. */
  public PeerRows(Stage stage, ProductQueue product, GraphileWorker peer) {
    this.stage = stage;
    this.loads = new Loads(stage);
    this.product = product;
    this.peer = peer;
  }

  /** A backlog, and jobs that are waited for. */
  public void run(int mails, int callers) {
    compare(
        "drain, product / " + NAME,
        () -> loads.drain(product, mails),
        () -> done(peer.drain(stage.meter(), mails)));
    compare(
        "live, " + callers + " in flight, product / " + NAME,
        () -> loads.live(product, callers),
        () -> done(peer.live(stage.meter(), callers, stage.seconds())));
  }

  private Round done(Round round) {
    stage.books().check("jobs that " + NAME + " left", peer.unsettled(stage.meter()), 0);
    return round;
  }

  private void compare(String what, Supplier<Round> ours, Supplier<Round> theirs) {
    Turns.Both both =
        stage.turns().compare(new Turns.Side(product.name(), ours), new Turns.Side(NAME, theirs));
    both.print("peer");
    stage.goals().figure(what, String.format(java.util.Locale.ROOT, "%.1f", both.ratio()));
  }
}
