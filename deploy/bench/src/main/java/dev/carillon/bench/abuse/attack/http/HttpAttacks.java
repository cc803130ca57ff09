package dev.carillon.bench.abuse.attack.http;

import dev.carillon.bench.abuse.attack.Attack;
import java.util.List;

/** All of this room. */
public final class HttpAttacks {
  private HttpAttacks() {}

  /** In the order in which they run. */
  public static List<Attack> all() {
    return List.of(
        new InFlight(), new ErrorBodies(), new SlowPeers(), new Connections(), new RandomKeys());
  }
}
