package dev.carillon.bus.name;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of processes, for whatever a person reads: a cluster knows its members by ids that mean
 * nothing to anybody. A process has the name that its operator gave it, else {@code host:port}, at
 * which the others reach its event bus. One for each Vert.x instance. Thread-safe.
 */
public final class NodeNames implements Shareable {
  /** A process without a cluster that nobody has named. */
  private static final String ALONE = "local";

  private static final int SHORT = 8;

  private final Map<String, Named> others = new ConcurrentHashMap<>();
  private volatile @Nullable String name;
  private volatile @Nullable String place;

  /**
   * What is known of another one.
   *
   * @param name as its operator calls it
   * @param place {@code host:port}
   * @param saidSo whether it said so itself
   */
  private record Named(@Nullable String name, @Nullable String place, boolean saidSo) {
    @Nullable String best() {
      return name == null ? place : name;
    }
  }

  private NodeNames() {}

  /** Those that a Vert.x instance knows. */
  public static NodeNames of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, NodeNames>getLocalMap(
            "carillon.names") // one of its own: others are made while theirs is locked
        .computeIfAbsent("names", k -> new NodeNames());
  }

  /** This process has a name from now on. */
  public void call(String given) {
    name = given;
  }

  /** Where this process is reached, as {@code host:port}: its name if it has no other. */
  public void place(String hostAndPort) {
    place = hostAndPort;
  }

  /** As its operator calls this process; null if nobody did. */
  public @Nullable String name() {
    return name;
  }

  /** {@code host:port} of this process; null as long as it is not known. */
  public @Nullable String place() {
    return place;
  }

  /** This process, as people read it. */
  public String own() {
    String known = name == null ? place : name;
    return known == null ? ALONE : known;
  }

  /** Another process has said who it is. */
  public void heard(String node, @Nullable String itsName, @Nullable String itsPlace) {
    if (itsName != null || itsPlace != null) {
      others.put(node, new Named(itsName, itsPlace, true));
    }
  }

  /** It was looked up where another process is that has not said who it is. */
  public void found(String node, String itsPlace) {
    others.putIfAbsent(node, new Named(null, itsPlace, false));
  }

  /** Whether anything is known of it. */
  public boolean knows(String node) {
    return others.containsKey(node);
  }

  /** Whether all of these say themselves who they are: what is older does not. */
  public boolean allSayWho(Collection<String> nodes) {
    return nodes.stream().map(others::get).allMatch(n -> n != null && n.saidSo());
  }

  /** Those that are not among these are forgotten. */
  public void keep(Collection<String> nodes) {
    others.keySet().retainAll(nodes);
  }

  /**
   * Another process, as people read it. Two of one name are told apart by where they are.
   *
   * @param node its id among the members of the cluster
   */
  public String of(String node) {
    Named named = others.get(node);
    String best = named == null ? null : named.best();
    if (named == null || best == null) {
      return "member " + node.substring(0, Math.min(SHORT, node.length()));
    }
    boolean isAlone =
        !best.equals(own())
            && others.entrySet().stream()
                .noneMatch(
                    e -> !e.getKey().equals(node) && Objects.equals(e.getValue().best(), best));
    return isAlone || named.place() == null || best.equals(named.place())
        ? best
        : best + " (" + named.place() + ")";
  }

  /** An address as people read it: {@code users.get.v1 at users1}. */
  public String readable(String address) {
    int at = address.indexOf('@');
    return at < 0 ? address : address.substring(0, at) + " at " + of(address.substring(at + 1));
  }
}
