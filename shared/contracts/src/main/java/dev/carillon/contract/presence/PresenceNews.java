package dev.carillon.contract.presence;

import java.util.List;
import java.util.UUID;

/**
 * What one gateway says of its own members: a step from one version of them to the next, a sign of
 * life, which is a step to the same version, or all of them in parts.
 *
 * @param gateway one run of one process
 * @param from the version before; {@value #WHOLE} where all members are told
 * @param to the version behind
 * @param digest of the members of that version, whatever their order
 * @param part which part it is of those that tell all, from 0
 * @param parts how many there are
 */
public record PresenceNews(
    String gateway, long from, long to, long digest, int part, int parts, List<Change> changes) {
  /** In the place of a version. */
  public static final long WHOLE = -1;

  /**
   * The change of a topic.
   *
   * @param joined who has come
   * @param left who has gone
   * @param anonymous how many connections by key there are now
   */
  public record Change(String topic, List<UUID> joined, List<UUID> left, int anonymous) {
    public Change {
      joined = List.copyOf(joined);
      left = List.copyOf(left);
    }
  }

  public PresenceNews {
    changes = List.copyOf(changes);
  }
}
