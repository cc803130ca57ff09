package dev.carillon.bus.instance;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.name.Attendance;
import dev.carillon.bus.name.NodeNames;
import dev.carillon.json.Json;
import dev.carillon.json.JsonType;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a member of a cluster: says twice a second, and at every change, what it serves,
 * hears the others, and has put back what the cluster's map has lost of it. One for each Vert.x
 * instance, on a context of its own, until that is closed. Thread-safe.
 */
public final class Membership implements Shareable {
  static final String TOPIC = "carillon.instances.v1";

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final JsonType<Announcement> TYPE = JsonType.of(Announcement.class);
  private static final Duration BEAT = Duration.ofMillis(500);

  /** Of the cluster's map, which may have troubles of its own; who leaves, leaves. */
  private static final Duration RELEASE_LIMIT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final ContextInternal context;
  private final ClusterManager manager;
  private final Instances instances;
  private final Upkeep upkeep;
  private final Registrations registrations;
  private final NodeNames names;
  private final Attendance attendance;
  private final Map<String, Integer> served = new ConcurrentHashMap<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean announcing = new AtomicBoolean();
  private final AtomicBoolean learning = new AtomicBoolean();
  private final Closeable end = this::ends; // Vert.x holds it weakly
  private volatile boolean ending;
  private long sequence; // on the context

  private Membership(Vertx vertx, Clocks clocks, ClusterManager manager) {
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.manager = manager;
    this.instances =
        new Instances(manager.getNodeId(), clocks, n -> ThreadLocalRandom.current().nextInt(n));
    this.registrations = new Registrations(manager);
    this.names = NodeNames.of(vertx);
    this.attendance = new Attendance(names);
    this.upkeep = new Upkeep(registrations, clocks);
  }

  /** That of a Vert.x instance; null if it is not in a cluster. */
  public static @Nullable Membership of(Vertx vertx, Clocks clocks) {
    ClusterManager manager = Nodes.manager(vertx);
    if (manager == null) {
      return null;
    }
    Membership membership =
        vertx
            .sharedData()
            .<String, Membership>getLocalMap("carillon.bus")
            .computeIfAbsent("membership", k -> new Membership(vertx, clocks, manager));
    membership.start();
    return membership;
  }

  private void start() {
    if (started.compareAndSet(false, true)) {
      ((VertxInternal) vertx).closeFuture().add(end);
      context.runOnContext(
          v -> {
            learnPlaces(Set.of(manager.getNodeId()));
            upkeep.add(TOPIC);
            vertx
                .eventBus()
                .<Buffer>consumer(TOPIC, this::hear)
                .completion()
                .onComplete(r -> beat());
          });
    }
  }

  /** Who serves what. */
  public Instances instances() {
    return instances;
  }

  /** What of this process the cluster had lost and has again, with the time, by address. */
  public Map<String, Instant> restored() {
    return upkeep.restored();
  }

  /** The id of this process. */
  public String node() {
    return manager.getNodeId();
  }

  /** An address of this process is in the cluster's map, and must stay there. */
  public void keep(String address) {
    upkeep.add(address);
  }

  /** It is taken off the map, while its handlers stay, unless others of this process keep it. */
  public Future<Void> release(String address) {
    return upkeep.remove(address)
        ? Timers.within(registrations.withdraw(address), RELEASE_LIMIT)
        : Future.succeededFuture();
  }

  /** This process serves it from now on, and may be asked by name. */
  public void serve(String address) {
    served.merge(address, 1, Integer::sum);
    changed();
  }

  /** Nobody is to ask this process for it any more, unless others of this process serve it. */
  public Future<Void> unserve(String address) {
    served.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
    changed();
    return Future.succeededFuture();
  }

  private void changed() {
    if (announcing.compareAndSet(false, true)) {
      context.runOnContext(v -> announce());
    }
  }

  /** What is undeployed by the end of Vert.x is still announced; then there are no words left. */
  private void ends(Completable<Void> done) {
    ending = true;
    done.succeed();
  }

  private void beat() {
    if (ending) {
      return;
    }
    Timers.of(vertx).after(BEAT, this::beat);
    Set<String> members = Set.copyOf(manager.getNodes());
    instances.keep(members);
    List<Sight> heard = instances.sights();
    attendance.now(
        heard.stream().map(Sight::node).collect(Collectors.toSet()),
        heard.stream().filter(Sight::isSilent).map(Sight::node).collect(Collectors.toSet()));
    names.keep(members);
    announce();
    upkeep.look(members);
    learnPlaces(members);
  }

  /**
   * One of those that have not said who they are is looked up: older members never say it. The
   * manager locks and asks the map, so that this is done on a worker, and one at a time.
   */
  private void learnPlaces(Set<String> members) {
    String next =
        members.stream()
            .filter(m -> m.equals(node()) ? names.place() == null : !names.knows(m))
            .findFirst()
            .orElse(null);
    if (next == null || !learning.compareAndSet(false, true)) {
      return;
    }
    Promise<NodeInfo> found = Promise.promise();
    manager.getNodeInfo(next, found);
    found.future().onSuccess(info -> place(next, info)).onComplete(r -> learning.set(false));
  }

  private void place(String member, NodeInfo info) {
    String host = info.host().contains(":") ? "[" + info.host() + "]" : info.host();
    if (member.equals(node())) {
      names.place(host + ":" + info.port());
      changed();
    } else {
      names.found(member, host + ":" + info.port());
    }
  }

  private void announce() {
    announcing.set(false);
    Set<String> now = Set.copyOf(served.keySet());
    instances.own(now);
    vertx
        .eventBus()
        .publish(
            TOPIC,
            Buffer.buffer(
                Json.bytes(
                    new Announcement(node(), ++sequence, now, names.name(), names.place()))));
  }

  /**
   * A message without content, which handlers ignore: who sent one has looked up the address, and
   * need not do so when a member that stands still holds up the map.
   */
  private void beacon(String address) {
    vertx.eventBus().send(address, null);
  }

  private void hear(Message<Buffer> message) {
    try {
      Announcement said = Json.readTolerantly(message.body().getBytes(), TYPE);
      if (manager.getNodes().contains(said.node())) {
        if (!said.node().equals(node())) {
          names.heard(said.node(), said.name(), said.place());
        }
        instances.heard(said).forEach(address -> beacon(Nodes.at(address, said.node())));
      }
    } catch (RuntimeException e) {
      LOG.debug("An announcement that cannot be read: {}", e.toString());
    }
  }
}
