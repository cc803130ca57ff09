package dev.carillon.bus.canary;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.instance.Membership;
import dev.carillon.bus.instance.Nodes;
import dev.carillon.bus.name.NodeNames;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Asks, twice a second in a cluster, every process of it and some of the addresses that this one
 * needs, each within a second, and knows at any moment what came of it: nobody who wants to know
 * waits. Without a cluster it asks the handlers of this process. One for each Vert.x instance, on a
 * context of its own. Thread-safe.
 */
public final class Canaries implements Shareable {
  private static final Duration BEAT = Duration.ofMillis(500);

  /** Within a process nothing is cut, and nobody may be there: it is woken up seldom. */
  private static final Duration BEAT_WITHIN = Duration.ofSeconds(10);

  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** At each beat, besides one for each process. */
  private static final int AT_ONCE = 12;

  /** Within a process, while all answer: each once in about a minute. */
  private static final int AT_ONCE_WITHIN = 12;

  private final Vertx vertx;
  private final ContextInternal context;
  private final String hail;
  private final @Nullable Membership membership;
  private final NodeNames names;
  private final CanaryTable table;
  private final List<Need> needs = new CopyOnWriteArrayList<>();
  private final OlderAnswers older;
  private volatile boolean stopped = true;
  private Timers.@Nullable Pending next; // on the context

  private Canaries(Vertx vertx, Clocks clocks, String hail) {
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.hail = hail;
    this.membership = Membership.of(vertx, clocks);
    this.names = NodeNames.of(vertx);
    this.table = new CanaryTable(clocks, hail);
    this.older = new OlderAnswers(clocks, CanaryTable.GRACE.plus(LIMIT));
  }

  /**
   * Those of a Vert.x instance.
   *
   * @param hail an address that every process serves under its own name
   */
  public static Canaries of(Vertx vertx, Clocks clocks, String hail) {
    return vertx
        .sharedData()
        .<String, Canaries>getLocalMap("carillon.canaries")
        .computeIfAbsent("canaries", k -> new Canaries(vertx, clocks, hail));
  }

  /**
   * From now on these are asked too; completes after a round, a second at most: without a cluster
   * all of them were asked then, in a cluster a few.
   */
  public Future<Void> need(List<Need> more) {
    needs.addAll(more);
    return round();
  }

  /** These are not needed any more. */
  public void forget(List<Need> less) {
    needs.removeAll(less);
    less.forEach(older::forget);
  }

  /** Begins; completes after the first round. */
  public Future<Void> start() {
    stopped = false;
    return round();
  }

  /** Ends. What is under way is not waited for: it changes nothing. */
  public void stop() {
    stopped = true;
    context.runOnContext(
        v -> {
          if (next != null) {
            next.cancel();
          }
        });
  }

  /** Why a service cannot be asked, in words; null if it can. */
  public @Nullable String trouble(Need need) {
    if (isCutOff(need)) {
      return "no process that serves " + need.name() + " is in the cluster any more";
    }
    String trouble = table.trouble(need, this::name);
    boolean olderAnswers =
        trouble != null && mayBeOlder(need) && !isClaimed(need) && older.answer(need);
    return olderAnswers ? null : trouble;
  }

  private boolean isCutOff(Need need) {
    Membership members = membership;
    return members != null && CutOff.isFrom(need, members.instances(), Nodes.all(vertx));
  }

  /** How each process of the cluster is reached; empty without a cluster. */
  public List<Reach> reaches() {
    return table.reaches();
  }

  /** The plain addresses at which nobody answers, although there is somebody who serves them. */
  public List<String> lostAddresses() {
    return table.lostAddresses();
  }

  private String name(String node) {
    return node.equals(Nodes.own(vertx)) ? names.own() : names.of(node);
  }

  private Future<Void> round() {
    Promise<Void> over = Promise.promise();
    // In one process nobody is overwhelmed, and what it needs is known before it says that it runs.
    int most = membership == null ? Integer.MAX_VALUE : AT_ONCE;
    context.runOnContext(v -> ask(most).onComplete(r -> over.complete()));
    return over.future();
  }

  private Future<?> ask(int most) {
    if (stopped) {
      return Future.succeededFuture();
    }
    again(membership == null ? BEAT_WITHIN : BEAT);
    table.want(wanted());
    List<Future<?>> asked = new ArrayList<>();
    table.due(most).forEach(path -> asked.add(ask(path)));
    for (Need need : needs) {
      if (mayBeOlder(need)) {
        asked.add(older.ask(need));
      } else {
        older.forget(need);
      }
    }
    return Future.join(asked);
  }

  private void again(Duration rest) {
    if (next != null) {
      next.cancel();
    }
    next = Timers.of(vertx).after(rest, this::beat);
  }

  private void beat() {
    int within = table.isWell() ? AT_ONCE_WITHIN : Integer.MAX_VALUE;
    ask(membership == null ? within : AT_ONCE).onComplete(r -> {}); // what failed is in the table
  }

  private Future<?> ask(Path path) {
    boolean isHere = Nodes.own(vertx).equals(path.node());
    String address =
        path.node() == null || isHere ? path.address() : Nodes.at(path.address(), path.node());
    return vertx
        .eventBus()
        .<Long>request(address, null, Canary.options(LIMIT.toMillis(), isHere))
        .onComplete(
            (reply, failure) -> {
              if (failure == null && reply.body() != null) {
                table.answered(path, reply.body());
              } else {
                table.missed(path);
                if (membership == null && !stopped) {
                  again(BEAT); // all others are asked too
                }
              }
            });
  }

  /** Whether there is somebody who may serve what is needed and not say so. */
  private boolean mayBeOlder(Need need) {
    return membership != null && !allAnswerCanaries() && !isCutOff(need);
  }

  private boolean isClaimed(Need need) {
    return need.addresses().stream().anyMatch(address -> !serving(address).isEmpty());
  }

  /** Those that say so and answer canaries: older ones would take them for requests. */
  private List<String> serving(String address) {
    Membership members = membership;
    return members == null
        ? List.of()
        : members.instances().nodes(address).stream()
            .filter(node -> node.equals(members.node()) || names.allSayWho(List.of(node)))
            .toList();
  }

  /** Every process, every needed address at each that serves it, and as the cluster finds it. */
  private Set<Path> wanted() {
    Set<Path> wanted = new HashSet<>();
    Membership members = membership;
    if (members == null) {
      String own = Nodes.own(vertx);
      needs.forEach(need -> need.addresses().forEach(a -> wanted.add(new Path(a, own))));
      return wanted;
    }
    for (String node : serving(hail)) {
      if (!node.equals(members.node())) {
        wanted.add(new Path(hail, node));
      }
    }
    boolean allAnswer = allAnswerCanaries();
    for (Need need : needs) {
      for (String address : need.addresses()) {
        List<String> nodes = serving(address);
        nodes.forEach(node -> wanted.add(new Path(address, node)));
        if (allAnswer && !nodes.isEmpty()) {
          wanted.add(new Path(address, null));
        }
      }
    }
    return wanted;
  }

  /** A process of the version before would take one for a request, and log a failure. */
  private boolean allAnswerCanaries() {
    List<String> others =
        Nodes.all(vertx).stream().filter(node -> !node.equals(Nodes.own(vertx))).toList();
    return names.allSayWho(others);
  }
}
