package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Wait;
import dev.carillon.launcher.node.Services.Name;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is done to the processes. Each stroke ends when the cluster is whole again. */
final class Strikes implements AutoCloseable {
  /** Between two strokes, in milliseconds. */
  static final long CALM = 1_500;

  private static final long ABSENT = 8_000;
  private static final long FROZEN = 15_000;
  private static final long BRIEF = 3_000;
  private static final long WHOLE_LIMIT = 60_000;
  private static final long LOOK_EVERY = 250;

  private final Site site;
  private final Network network;
  private final List<Api> gateways;
  private final Balancer balancer;
  private final History history;
  private final List<String> broken = new ArrayList<>();

  Strikes(Site site, Network network, Balancer balancer, History history) {
    this.site = site;
    this.network = network;
    this.gateways =
        site.with(Name.GATEWAY).stream()
            .map(
                gateway ->
                    new Api(() -> new InetSocketAddress(gateway.host(), gateway.api()), history))
            .toList();
    this.balancer = balancer;
    this.history = history;
  }

  /** For a run of seconds at four processes. */
  void few() {
    List<Post> services = site.with(Name.USERS);
    roll(List.of(services.get(0), site.with(Name.GATEWAY).get(0)));
    freeze(services.get(0), BRIEF);
    if (network.hasHosts()) {
      cut(services.get(1), BRIEF);
    }
    kill(List.of(services.get(1)), 0);
  }

  /**
   * All of it at least once, and again until the time is over.
   *
   * @param more what else is done, each in its turn
   */
  void all(Duration length, List<Runnable> more) {
    Post users = site.with(Name.USERS).get(0);
    Post notifier = site.with(Name.NOTIFIER).get(0);
    Post gateway = site.with(Name.GATEWAY).get(0);
    List<Runnable> all = new ArrayList<>(more);
    for (Post post : List.of(users, notifier, gateway)) {
      all.add(() -> freeze(post, FROZEN));
      all.add(() -> kill(List.of(post), ABSENT));
    }
    if (network.hasHosts()) {
      for (Post post : List.of(users, notifier, gateway)) {
        all.add(() -> cut(post, FROZEN));
      }
      all.add(() -> part(List.of(gateway, users), FROZEN));
      all.add(() -> part(List.of(gateway, notifier), FROZEN));
    }
    all.add(() -> kill(List.of(users, notifier), ABSENT));
    all.add(() -> kill(List.of(users, notifier, gateway), ABSENT));
    all.add(() -> roll(site.posts()));
    long end = history.now() + length.toMillis();
    for (int i = 0; i < all.size() || history.now() < end; i++) {
      all.get(i % all.size()).run();
      Wait.millis(CALM);
    }
  }

  /** One after the other leaves in order, and comes again. */
  private void roll(List<Post> posts) {
    for (Post post : posts) {
      int span = history.begin(Span.Kind.RETIRED, post.name());
      site.retire(post);
      site.start(post);
      awaitWhole("after " + post.name() + " was started anew");
      history.end(span);
    }
  }

  /** SIGKILL of several in one moment; others take their places. */
  private void kill(List<Post> victims, long absent) {
    List<Integer> spans = new ArrayList<>();
    for (Post victim : victims) {
      spans.add(history.begin(Span.Kind.KILLED, victim.name()));
    }
    victims.forEach(site::kill);
    Wait.millis(absent);
    victims.forEach(site::start);
    awaitWhole("after the death of " + names(victims));
    spans.forEach(history::end);
  }

  /** SIGSTOP of one, for so long that the others believe it dead. */
  private void freeze(Post victim, long millis) {
    int span = history.begin(Span.Kind.STOPPED, victim.name());
    site.signal(victim, "STOP");
    Wait.millis(millis);
    site.signal(victim, "CONT");
    awaitWhole("after " + victim.name() + " stood still");
    history.end(span);
  }

  /** One is cut off from everything, without a word. */
  private void cut(Post victim, long millis) {
    int span = history.begin(Span.Kind.CUT, victim.name());
    network.cut(victim.name());
    Wait.millis(millis);
    network.heal(victim.name());
    awaitWhole("after " + victim.name() + " was cut off");
    history.end(span);
  }

  /** Two lose one another, and nobody else. */
  private void part(List<Post> two, long millis) {
    List<String> names = two.stream().map(Post::name).toList();
    List<Integer> spans =
        names.stream().map(name -> history.begin(Span.Kind.PARTED, name)).toList();
    network.part(names);
    Wait.millis(millis);
    network.join(names);
    awaitWhole("after " + names(two) + " lost one another");
    spans.forEach(history::end);
  }

  /** What took too long. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  void awaitWhole(String when) {
    long began = history.now();
    while (!isWhole()) {
      if (history.now() - began > WHOLE_LIMIT) {
        broken.add("the cluster was not whole within " + WHOLE_LIMIT + " ms " + when);
        return;
      }
      Wait.millis(LOOK_EVERY);
    }
    System.out.printf("  whole %,d ms later %s%n", history.now() - began, when);
  }

  /** All gateways are ready, and each of them hears all processes. */
  private boolean isWhole() {
    return balancer.isWhole() && gateways.stream().allMatch(this::hearsAll);
  }

  private boolean hearsAll(Api gateway) {
    Answer tasks = gateway.ask("GET", "/v1/tasks?limit=200", new JsonObject(), null);
    Set<String> nodes =
        tasks.body().getJsonArray("items", new JsonArray()).stream()
            .map(task -> ((JsonObject) task).getString("node"))
            .collect(Collectors.toSet());
    return nodes.size() == site.posts().size();
  }

  @Override
  public void close() {
    gateways.forEach(Api::close);
  }

  private static String names(List<Post> posts) {
    return posts.stream().map(Post::name).collect(Collectors.joining(" and "));
  }
}
