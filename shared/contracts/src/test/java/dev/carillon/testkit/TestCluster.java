package dev.carillon.testkit;

import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A cluster within one JVM: members speak over real sockets, and what a cluster manager keeps is in
 * maps here, where a test can lose it. For tests of what happens between processes.
 */
public final class TestCluster implements AutoCloseable {
  private final Map<String, Set<RegistrationInfo>> registrations = new ConcurrentHashMap<>();
  private final Map<String, NodeInfo> nodes = new ConcurrentHashMap<>();
  private final Map<String, Member> members = new TreeMap<>();
  private final List<Vertx> open = new ArrayList<>();
  private final Set<String> lookedUp = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> detours = new ConcurrentHashMap<>();
  private final List<Runnable> heldAnswers = new ArrayList<>();
  private volatile boolean hangs;
  private boolean holds; // guarded by heldAnswers

  /** One more process. */
  public Vertx join() {
    return join(options -> {});
  }

  /** One more process, whose event bus has options of its own. */
  public Vertx join(Consumer<EventBusOptions> bus) {
    VertxOptions options = optionsOnLoopback();
    bus.accept(options.getEventBusOptions());
    Vertx vertx =
        Vertx.builder().with(options).withClusterManager(new Member()).buildClustered().await();
    open.add(vertx);
    return vertx;
  }

  private static VertxOptions optionsOnLoopback() {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(2);
    options.getEventBusOptions().setHost("127.0.0.1").setClusterPublicHost("127.0.0.1");
    return options;
  }

  /** Everything that the cluster knew of who serves what is lost, and nobody is told. */
  public void loseRegistrations() {
    registrations.clear();
  }

  /**
   * From now on no question to the map is answered, as if a member with a part of it stood still.
   */
  public void hang() {
    hangs = true;
  }

  /** From now on the map takes who registers, and tells nobody that it did. */
  public void holdAnswers() {
    synchronized (heldAnswers) {
      holds = true;
    }
  }

  /** It tells those, and all others at once. */
  public void giveAnswers() {
    List<Runnable> held;
    synchronized (heldAnswers) {
      holds = false;
      held = List.copyOf(heldAnswers);
      heldAnswers.clear();
    }
    held.forEach(Runnable::run);
  }

  private void answer(Runnable registered) {
    synchronized (heldAnswers) {
      if (holds) {
        heldAnswers.add(registered);
        return;
      }
    }
    registered.run();
  }

  /** Whether a node has asked who serves an address. */
  public boolean hasLookedUp(String node, String address) {
    return lookedUp.contains(node + " " + address);
  }

  /** Whether the cluster knows that somebody serves it. */
  public boolean knows(String address) {
    return !registrations.getOrDefault(address, Set.of()).isEmpty();
  }

  /** From now on one member connects to another one at this port, where a test may listen. */
  public void detour(String from, String to, int port) {
    detours.put(from + " " + to, port);
  }

  /** Where the event bus of a member listens. */
  public int port(String node) {
    return nodes.get(node).port();
  }

  /** Members do not see this one any more, although it runs. */
  public void expel(String node) {
    synchronized (members) {
      members.remove(node);
    }
  }

  @Override
  public void close() {
    open.forEach(vertx -> vertx.close().await());
  }

  private void change(String address, RegistrationInfo registration, boolean added) {
    registrations.compute(
        address,
        (a, now) -> {
          Set<RegistrationInfo> next = new LinkedHashSet<>(now == null ? Set.of() : now);
          if (added) {
            next.add(registration);
          } else {
            next.remove(registration);
          }
          return next.isEmpty() ? null : Set.copyOf(next);
        });
    List<Member> told;
    synchronized (members) {
      told = List.copyOf(members.values());
    }
    told.forEach(member -> member.tell(address));
  }

  private List<RegistrationInfo> of(String address) {
    return List.copyOf(registrations.getOrDefault(address, Set.of()));
  }

  private final class Member implements ClusterManager {
    private final String node = UUID.randomUUID().toString();
    private RegistrationListener listener;
    private boolean active;

    private void tell(String address) {
      if (listener != null && listener.wantsUpdatesFor(address)) {
        listener.registrationsUpdated(new RegistrationUpdateEvent(address, of(address)));
      }
    }

    @Override
    public void init(Vertx vertx) {}

    @Override
    public String getNodeId() {
      return node;
    }

    @Override
    public List<String> getNodes() {
      synchronized (members) {
        return List.copyOf(members.keySet());
      }
    }

    @Override
    public void nodeListener(NodeListener ignored) {}

    @Override
    public void setNodeInfo(NodeInfo info, Completable<Void> done) {
      nodes.put(node, info);
      done.succeed();
    }

    @Override
    public NodeInfo getNodeInfo() {
      return nodes.get(node);
    }

    @Override
    public void getNodeInfo(String of, Completable<NodeInfo> done) {
      NodeInfo info = nodes.get(of);
      Integer detour = detours.get(node + " " + of);
      if (info == null) {
        done.fail("Not a member: " + of);
      } else {
        done.succeed(detour == null ? info : new NodeInfo(info.host(), detour, info.metadata()));
      }
    }

    @Override
    public void join(Completable<Void> done) {
      synchronized (members) {
        members.put(node, this);
      }
      active = true;
      done.succeed();
    }

    @Override
    public void leave(Completable<Void> done) {
      active = false;
      expel(node);
      nodes.remove(node);
      done.succeed();
    }

    @Override
    public boolean isActive() {
      return active;
    }

    @Override
    public void registrationListener(RegistrationListener given) {
      listener = given;
    }

    @Override
    public void addRegistration(String address, RegistrationInfo info, Completable<Void> done) {
      change(address, info, true);
      answer(done::succeed);
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo info, Completable<Void> done) {
      change(address, info, false);
      done.succeed();
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> done) {
      if (!hangs) {
        done.succeed(of(address));
        lookedUp.add(node + " " + address);
      }
    }

    @Override
    public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> done) {
      done.fail("no maps here");
    }

    @Override
    public <K, V> Map<K, V> getSyncMap(String name) {
      return new ConcurrentHashMap<>();
    }

    @Override
    public void getLockWithTimeout(String name, long timeout, Completable<Lock> done) {
      done.fail("no locks here");
    }

    @Override
    public void getCounter(String name, Completable<Counter> done) {
      done.fail("no counters here");
    }
  }
}
