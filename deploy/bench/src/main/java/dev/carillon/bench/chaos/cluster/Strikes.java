package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Wait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is done to the processes. Each stroke ends when the cluster is whole again. */
final class Strikes {
  private static final long WHOLE_LIMIT = 60_000;
  private static final long LOOK_EVERY = 250;

  private final Site site;
  private final Balancer balancer;
  private final History history;
  private final List<String> broken = new ArrayList<>();

  Strikes(Site site, Balancer balancer, History history) {
    this.site = site;
    this.balancer = balancer;
    this.history = history;
  }

  /** One after the other leaves in order, and comes again. */
  void roll(List<Post> posts) {
    for (Post post : posts) {
      int span = history.begin(Span.Kind.RETIRED, post.name());
      site.retire(post);
      site.start(post);
      awaitWhole("after " + post.name() + " was started anew");
      history.end(span);
    }
  }

  /** SIGKILL of several in one moment; others take their places. */
  void kill(List<Post> victims, long absent) {
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
  void freeze(Post victim, long millis) {
    int span = history.begin(Span.Kind.STOPPED, victim.name());
    site.signal(victim, "STOP");
    Wait.millis(millis);
    site.signal(victim, "CONT");
    awaitWhole("after " + victim.name() + " stood still");
    history.end(span);
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
    return balancer.isWhole()
        && site.posts().stream().filter(Post::isGateway).allMatch(this::hearsAll);
  }

  private boolean hearsAll(Post gateway) {
    try (Api api = new Api(gateway::api, history)) {
      Answer tasks = api.ask("GET", "/v1/tasks?limit=200", new JsonObject(), null);
      Set<String> nodes =
          tasks.body().getJsonArray("items", new JsonArray()).stream()
              .map(task -> ((JsonObject) task).getString("node"))
              .collect(Collectors.toSet());
      return nodes.size() == site.posts().size();
    }
  }

  static String names(List<Post> posts) {
    return posts.stream().map(Post::name).collect(Collectors.joining(" and "));
  }
}
