package dev.carillon.gateway.limits;

import dev.carillon.failure.Failure;

/**
 * The limits of a request that does not come by HTTP: it counts among those of its key and of the
 * process as if it did. Thread-safe.
 */
public final class Admission {
  private final ProcessLimit process;
  private final Rates rates;
  private final Places places;

  Admission(ProcessLimit process, Rates rates, Places places) {
    this.process = process;
    this.rates = rates;
    this.places = places;
  }

  /**
   * Lets a request in.
   *
   * @param key the name of the key
   * @return is to be run once, when the request has ended
   * @throws Failure RATE_LIMITED beyond a limit of the key, UNAVAILABLE beyond that of the process
   */
  public Runnable enter(String key) {
    if (!process.take()) {
      throw process.refusal();
    }
    Failure refused = null;
    if (!rates.admit(key)) {
      refused = rates.refusal("The API key");
    } else if (!places.take(key)) {
      refused = places.refusal();
    }
    if (refused != null) {
      process.giveBack();
      throw refused;
    }
    return () -> {
      places.giveBack(key);
      process.giveBack();
    };
  }
}
