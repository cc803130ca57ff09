package dev.carillon.bus.instance;

import java.util.Set;

/**
 * Another process, as this one hears it.
 *
 * @param node its id
 * @param heardMillis how long ago it said something
 * @param isSilent whether that is longer than it may be
 * @param addresses what it says that it serves
 */
public record Sight(String node, long heardMillis, boolean isSilent, Set<String> addresses) {
  public Sight {
    addresses = Set.copyOf(addresses);
  }
}
