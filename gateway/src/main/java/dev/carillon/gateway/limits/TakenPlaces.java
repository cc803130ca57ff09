package dev.carillon.gateway.limits;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places that a request holds until it has ended, or until it is counted as something else. */
final class TakenPlaces {
  private static final String KEY = TakenPlaces.class.getName();

  private final List<Runnable> back = new ArrayList<>(2);
  private boolean ended;

  private TakenPlaces() {}

  static void by(RoutingContext rc, Runnable giveBack) {
    @Nullable TakenPlaces all = rc.get(KEY);
    if (all == null) {
      TakenPlaces first = new TakenPlaces();
      rc.put(KEY, first);
      rc.addEndHandler(end -> first.end());
      all = first;
    }
    if (all.ended) { // its client has left meanwhile
      giveBack.run();
    } else {
      all.back.add(giveBack);
    }
  }

  static void giveBack(RoutingContext rc) {
    @Nullable TakenPlaces all = rc.get(KEY);
    if (all != null) {
      all.giveAllBack();
    }
  }

  private void end() {
    ended = true;
    giveAllBack();
  }

  private void giveAllBack() {
    back.forEach(Runnable::run);
    back.clear();
  }
}
