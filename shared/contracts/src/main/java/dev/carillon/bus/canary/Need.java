package dev.carillon.bus.canary;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a service cannot work without: another one, by its addresses.
 *
 * @param name of that service, for people: {@code users}
 * @param addresses at which it is asked
 * @param older how it is asked where no process says that it serves one of them, as those of the
 *     version before do; succeeds if somebody answers
 */
public record Need(String name, List<String> addresses, Supplier<Future<?>> older) {
  public Need {
    addresses = List.copyOf(addresses);
  }
}
