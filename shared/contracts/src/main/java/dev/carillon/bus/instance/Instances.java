package dev.carillon.bus.instance;

import dev.carillon.async.time.Clocks;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The table of who serves what. Of two instances that are drawn by lot the one is asked where a
 * request is expected to wait less (M. Mitzenmacher, "The Power of Two Choices in Randomized Load
 * Balancing", 2001: nearly as good as asking the best of all, without everybody rushing to it). Who
 * says nothing for a while, or does not answer, is drawn only when there is nobody else. This very
 * process comes before all others. Choosing takes no lock.
 */
public final class Instances {
  private static final Instance[] NONE = {};

  /** So long after the last one has left another one may be about to come. */
  private static final long HAND_OVER = Duration.ofSeconds(10).toNanos();

  private final Clocks clocks;
  private final IntUnaryOperator lot;
  private final Peer own;
  private final RetryBudget budget = new RetryBudget();
  private final Map<String, Instance[]> byAddress = new ConcurrentHashMap<>();
  private final Map<String, Long> lastLeft = new ConcurrentHashMap<>();
  private final Map<String, Peer> peers = new HashMap<>(); // guarded by this

  /**
   * An empty one.
   *
   * @param own the name of this process
   * @param lot gives a number from 0 to below its argument
   */
  Instances(String own, Clocks clocks, IntUnaryOperator lot) {
    this.own = new Peer(own, true);
    this.clocks = clocks;
    this.lot = lot;
    peers.put(own, this.own);
  }

  /** The next one to ask; null if nobody is left beside those that were tried. */
  public @Nullable Choice pick(String address, Collection<String> tried) {
    Instance[] all = byAddress.getOrDefault(address, NONE);
    long now = clocks.nanos();
    Instance found = draw(all, i -> !tried.contains(i.peer().node()) && i.isWell(now), now);
    if (found == null) {
      found = draw(all, i -> !tried.contains(i.peer().node()), now);
    }
    return found == null ? null : new Trial(address, found, now);
  }

  private @Nullable Instance draw(Instance[] all, Predicate<Instance> may, long now) {
    int candidates = 0;
    for (Instance instance : all) {
      if (may.test(instance)) {
        if (instance.peer().isHere()) {
          return instance;
        }
        candidates++;
      }
    }
    if (candidates < 2) {
      return nth(all, may, 0);
    }
    int one = lot.applyAsInt(candidates);
    int other = lot.applyAsInt(candidates - 1);
    Instance first = nth(all, may, one);
    Instance second = nth(all, may, other < one ? other : other + 1);
    return first == null || (second != null && second.cost(now) < first.cost(now)) ? second : first;
  }

  /** The last one if some changed their minds meanwhile; null if all did. */
  private static @Nullable Instance nth(Instance[] all, Predicate<Instance> may, int n) {
    int left = n;
    Instance last = null;
    for (int i = 0; i < all.length && left >= 0; i++) {
      if (may.test(all[i])) {
        last = all[i];
        left--;
      }
    }
    return last;
  }

  /** The processes that are known to serve it, this one too. */
  public List<String> nodes(String address) {
    Instance[] all = byAddress.getOrDefault(address, NONE);
    return Arrays.stream(all).map(instance -> instance.peer().node()).toList();
  }

  /** How many are known to serve it. */
  public int count(String address) {
    return byAddress.getOrDefault(address, NONE).length;
  }

  /** Whether somebody serves it, or did a moment ago and may have a successor. */
  public boolean isKnown(String address) {
    Long left = lastLeft.get(address);
    return byAddress.containsKey(address) || (left != null && clocks.nanos() - left < HAND_OVER);
  }

  /** A request begins that may be repeated. */
  public void earn() {
    budget.earn();
  }

  /** Whether the load allows one more repetition; it counts as made. */
  public boolean mayRepeat() {
    return budget.take();
  }

  /** All others that have said something. */
  public synchronized List<Sight> sights() {
    long now = clocks.nanos();
    return peers.values().stream().filter(p -> !p.isHere()).map(p -> p.sight(now)).toList();
  }

  /** A process has said what it serves; gives what of that is news. */
  synchronized Set<String> heard(Announcement said) {
    if (said.node().equals(own.node())) {
      return Set.of();
    }
    Peer peer = peers.computeIfAbsent(said.node(), node -> new Peer(node, false));
    Set<String> news = new HashSet<>(said.addresses());
    news.removeAll(peer.addresses());
    if (!peer.hear(said.sequence(), clocks.nanos())) {
      return Set.of();
    }
    serves(peer, said.addresses());
    return news;
  }

  /** This process serves these. */
  synchronized void own(Set<String> addresses) {
    serves(own, addresses);
  }

  /** Those that are not among the members of the cluster are gone. */
  synchronized void keep(Collection<String> members) {
    Set<Peer> gone = new HashSet<>(peers.values());
    gone.removeIf(peer -> peer.isHere() || members.contains(peer.node()));
    gone.forEach(peer -> serves(peer, Set.of()));
    peers.values().removeAll(gone);
  }

  private synchronized void unserved(String address, Peer peer) {
    Set<String> rest = new HashSet<>(peer.addresses());
    rest.remove(address);
    serves(peer, rest);
  }

  private void serves(Peer peer, Set<String> now) {
    Set<String> before = peer.addresses();
    if (before.equals(now)) {
      return;
    }
    peer.serve(now);
    before.stream().filter(a -> !now.contains(a)).forEach(address -> remove(address, peer));
    now.stream().filter(a -> !before.contains(a)).forEach(address -> add(address, peer));
  }

  private void add(String address, Peer peer) {
    Instance[] others = byAddress.getOrDefault(address, NONE);
    Instance[] more = Arrays.copyOf(others, others.length + 1);
    more[others.length] = new Instance(peer, address, clocks);
    byAddress.put(address, more);
  }

  private void remove(String address, Peer peer) {
    Instance[] rest =
        Arrays.stream(byAddress.getOrDefault(address, NONE))
            .filter(instance -> instance.peer() != peer)
            .toArray(Instance[]::new);
    if (rest.length == 0) {
      lastLeft.put(address, clocks.nanos());
      byAddress.remove(address);
    } else {
      byAddress.put(address, rest);
    }
  }

  private final class Trial implements Choice {
    private final String contract;
    private final Instance instance;
    private final long began;
    private final Instance.Use use;

    Trial(String contract, Instance instance, long now) {
      this.contract = contract;
      this.instance = instance;
      this.began = now;
      this.use = instance.use();
      instance.begins();
    }

    @Override
    public String node() {
      return instance.peer().node();
    }

    @Override
    public String address() {
      return instance.address();
    }

    @Override
    public boolean isHere() {
      return instance.peer().isHere();
    }

    @Override
    public void late() {
      measured(false);
    }

    @Override
    public void ended(boolean answered) {
      instance.ends();
      measured(answered);
    }

    private void measured(boolean answered) {
      long now = clocks.nanos();
      instance.took(now - began, now);
      use.ended(answered);
    }

    @Override
    public void unserved() {
      instance.ends();
      Instances.this.unserved(contract, instance.peer());
    }
  }
}
