package dev.carillon.bus.instance;

import java.util.Set;

/**
 * What a process says of itself, twice a second and at every change: which addresses it serves now.
 * One that leaves says that it serves none, and goes on answering what was on its way.
 *
 * @param node who says it
 * @param sequence counts up; what was overtaken is not believed
 * @param addresses without the part that names the node
 */
public record Announcement(String node, long sequence, Set<String> addresses) {
  public Announcement {
    addresses = Set.copyOf(addresses);
  }
}
