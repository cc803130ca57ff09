package dev.carillon.client.member;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log who is in the cluster, whenever that changes. */
final class MemberList implements MembershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(MemberList.class);

  private final String cluster;

  MemberList(String cluster) {
    this.cluster = cluster;
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    say(event, "came");
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    say(event, "is gone");
  }

  private void say(MembershipEvent event, String what) {
    LOG.info(
        "Cluster {}: {} {}; members {}",
        cluster,
        address(event.getMember()),
        what,
        event.getMembers().stream().map(MemberList::address).collect(Collectors.joining(", ")));
  }

  private static String address(Member member) {
    return Seeds.address(member.getAddress().getHost(), member.getAddress().getPort());
  }
}
