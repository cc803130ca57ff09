package dev.carillon.bench.abuse.attack.live;

import dev.carillon.bench.abuse.attack.Attack;
import java.util.List;

/** All of this room. */
public final class LiveAttacks {
  private LiveAttacks() {}

  /** In the order in which they run. */
  public static List<Attack> all() {
    return List.of(new SlowReaders(), new Subscriptions(), new Strangers(), new Conversations());
  }
}
