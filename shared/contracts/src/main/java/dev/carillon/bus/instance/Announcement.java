package dev.carillon.bus.instance;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a process says of itself, twice a second and at every change: which addresses it serves now.
 * One that leaves says that it serves none, and goes on answering what was on its way.
 *
 * @param node who says it
 * @param sequence counts up; what was overtaken is not believed
 * @param addresses without the part that names the node
 * @param name as its operator calls it
 * @param place {@code host:port} of its event bus; who says it also answers canaries
 */
public record Announcement(
    String node,
    long sequence,
    Set<String> addresses,
    @Nullable String name,
    @Nullable String place) {
  public Announcement {
    addresses = Set.copyOf(addresses);
  }
}
