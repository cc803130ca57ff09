package dev.carillon.bus.name;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the log which processes come, fall silent, are heard again and go, by their names.
 * The event bus itself says so only when it has something to send, and by ids. One context only.
 */
public final class Attendance {
  private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

  private final NodeNames names;
  private Set<String> present = Set.of();
  private Set<String> silent = Set.of();

  /** Nobody is there yet. */
  public Attendance(NodeNames names) {
    this.names = names;
  }

  /**
   * How things stand now. Must be called before the names of those who are gone are forgotten.
   *
   * @param heard who has ever said something and is still a member
   * @param quiet who of them has said nothing for a while
   */
  public void now(Set<String> heard, Set<String> quiet) {
    without(heard, present).forEach(n -> LOG.info("{} is in the cluster", names.of(n)));
    without(present, heard).forEach(n -> LOG.info("{} has left the cluster", names.of(n)));
    without(quiet, silent)
        .forEach(n -> LOG.warn("{} says nothing; others are asked in its place", names.of(n)));
    for (String node : without(silent, quiet)) {
      if (heard.contains(node)) {
        LOG.info("{} is heard again", names.of(node));
      }
    }
    present = Set.copyOf(heard);
    silent = Set.copyOf(quiet);
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
