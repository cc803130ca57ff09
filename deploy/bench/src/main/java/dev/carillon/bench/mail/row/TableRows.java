package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.queue.Contestant;
import dev.carillon.bench.mail.queue.ProductQueue;
import dev.carillon.bench.mail.round.Round;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.bench.mail.round.Turns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The queue against a table that is usually written, and against itself. */
public final class TableRows {
  private static final double DRAIN = 2.0;
  private static final double LIVE = 1.8;
  private static final double HELD = 0.95;
  private static final double SINGLE = 0.7;

  /** Each mail of a chunk gets a chunk of its own, in the same order. */
  private static final String SPLIT =
      """
      with taken as (
        delete from notifier.ready returning lane, pos, attempt, mail_ids, bytes
      )
      insert into notifier.ready (lane, pos, attempt, mail_ids, bytes)
      select lane, pos - cardinality(mail_ids) + nth, attempt, array[id],
             bytes / cardinality(mail_ids)
      from taken, unnest(mail_ids) with ordinality m(id, nth)
      order by lane, pos, nth
      """;

  private final Stage stage;
  private final Loads loads;
  private final ProductQueue product;
  private final int callers;
  private final int mails;

  /**
   * Of the product.
   *
   * @param callers mails in flight
   * @param mails of a drain
   */
  public TableRows(Stage stage, ProductQueue product, int callers, int mails) {
    this.stage = stage;
    this.loads = new Loads(stage);
    this.product = product;
    this.callers = callers;
    this.mails = mails;
  }

  /** Only stored. */
  public void accept(Contestant other) {
    Turns.Both both =
        stage
            .turns()
            .compare(
                side(product, () -> loads.accept(product, callers)),
                side(other, () -> loads.accept(other, callers)));
    both.print("accept");
  }

  /** A backlog. */
  public void drain(Contestant other) {
    Turns.Both both =
        stage
            .turns()
            .compare(
                side(product, () -> loads.drain(product, mails)),
                side(other, () -> loads.drain(other, mails)));
    both.print("drain");
    stage.goals().atLeast(title("drain of " + mails(), other), both.ratio(), DRAIN);
  }

  /** From its acceptance until it is settled. */
  public void live(Contestant other) {
    Turns.Both both =
        stage
            .turns()
            .compare(
                side(product, () -> loads.live(product, callers)),
                side(other, () -> loads.live(other, callers)));
    both.print("live");
    for (Contestant one : List.of(product, other)) {
      System.out.println("           " + one.name() + " picked up after " + one.pickups().text());
    }
    if (other.name().equals("classic")) {
      String what = "live, " + callers + " in flight";
      stage.goals().atLeast(title(what, other), both.ratio(), LIVE);
    }
  }

  /** A backlog of rows of one mail each. */
  public void singles() {
    Turns.Both both =
        stage
            .turns()
            .compare(
                new Turns.Side("single mails", () -> loads.drain(product, mails, this::split)),
                new Turns.Side("full chunks", () -> loads.drain(product, mails)));
    both.print("singles");
    stage
        .goals()
        .atLeast("drain of " + mails() + ", single mails / full chunks", both.ratio(), SINGLE);
  }

  private void split() {
    stage.meter().change(SPLIT);
    stage.meter().change("vacuum notifier.ready");
    long rows = stage.meter().number("select count(*) from notifier.ready");
    stage.books().check("rows of one mail", rows, mails);
  }

  /** Live, with and without a transaction that is held open. */
  public void held() {
    List<Round> free = new ArrayList<>();
    List<Round> held = new ArrayList<>();
    for (int i = 0; i < stage.turns().rounds(); i++) {
      if (i % 2 == 0) {
        free.add(loads.live(product, callers));
        held.add(liveWhileHeld());
      } else {
        held.add(liveWhileHeld());
        free.add(loads.live(product, callers));
      }
    }
    double with = Turns.median(held, Round::perSecond);
    double without = Turns.median(free, Round::perSecond);
    System.out.printf(
        Locale.ROOT,
        "  held     with a transaction held open / without = %.2f in mails/s (%.0f / %.0f)%n",
        with / without,
        with,
        without);
    stage.goals().atLeast("live with a transaction held open / without", with / without, HELD);
  }

  private Round liveWhileHeld() {
    try (HeldSnapshot held = HeldSnapshot.open(stage.meter())) {
      Round round = loads.live(product, callers);
      stage.books().check("the transaction was held open", held.isOpen());
      return round;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String mails() {
    return String.format(Locale.ROOT, "%,d", mails);
  }

  private static String title(String what, Contestant other) {
    return what + ", product / " + other.name();
  }

  private static Turns.Side side(Contestant of, java.util.function.Supplier<Round> round) {
    return new Turns.Side(of.name(), round);
  }
}
