package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.queue.Contestant;
import dev.carillon.bench.mail.round.ClosedLoop;
import dev.carillon.bench.mail.round.Meter;
import dev.carillon.bench.mail.round.Round;
import dev.carillon.bench.mail.round.Stage;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** One round of one contestant, for each way of loading it. */
final class Loads {
  private final Stage stage;

  Loads(Stage stage) {
    this.stage = stage;
  }

  /** A backlog is worked off, without accepting. */
  Round drain(Contestant contestant, int mails) {
    return drain(contestant, mails, () -> {});
  }

  /** The same, where something happens to the backlog before. */
  Round drain(Contestant contestant, int mails, Runnable prepare) {
    contestant.clear();
    contestant.preload(mails);
    prepare.run();
    stage.meter().change("analyze");
    stage.meter().change("checkpoint");
    Meter.Reading before = stage.meter().read();
    contestant.work(mails).await();
    Meter.Reading after = stage.meter().read();
    contestant.rest().await();
    stage.books().check(contestant.name(), contestant.settled(), mails);
    return Round.between(before, after, mails);
  }

  /** Each of the callers stores a mail when its last one is settled. */
  Round live(Contestant contestant, int callers) {
    contestant.clear();
    contestant.pickups().clear();
    contestant.work(Integer.MAX_VALUE);
    Round round = closed(contestant::deliver, callers);
    contestant.rest().await();
    stage.books().check(contestant.name(), contestant.settled(), round.mails());
    return round;
  }

  /** Each of the callers stores a mail when its last one is stored; nobody works on them. */
  Round accept(Contestant contestant, int callers) {
    contestant.clear();
    Round round = closed(contestant::accept, callers);
    stage.books().check(contestant.name(), contestant.stored(), round.mails());
    return round;
  }

  private Round closed(Supplier<Future<Void>> action, int callers) {
    stage.meter().change("checkpoint");
    Meter.Reading before = stage.meter().read();
    int done = new ClosedLoop(stage.context(), callers).run(stage.seconds(), action);
    return Round.between(before, stage.meter().read(), done);
  }
}
