package dev.carillon.bus.canary;

import dev.carillon.bus.instance.Instances;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether the cluster has lost this process, or it the cluster: of those who served it nobody is a
 * member any more. That is known before the first question has failed: connections that there are
 * still lead to the others for a moment.
 */
final class CutOff {
  private CutOff() {}

  /**
   * From what a service needs.
   *
   * @param members of the cluster, this process too
   */
  static boolean isFrom(Need need, Instances known, Collection<String> members) {
    Set<String> serving = new HashSet<>();
    need.addresses().forEach(address -> serving.addAll(known.nodes(address)));
    return serving.isEmpty() ? members.size() < 2 : serving.stream().noneMatch(members::contains);
  }
}
