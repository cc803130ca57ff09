package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.FreePorts;
import dev.carillon.launcher.node.Services.Name;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The processes of a cluster, each at its post. Thread-safe. */
final class Site implements AutoCloseable {
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final List<String> LONG_RUN = List.of("-XX:+UseSerialGC");

  private final Path folder;
  private final Network network;
  private final List<String> options;
  private final JsonObject config;
  private final List<Post> posts;
  private final Map<Post, Child> running = new ConcurrentHashMap<>();
  private int starts;

  /**
   * Nobody runs yet.
   *
   * @param network where they run
   * @param config what all are told
   * @param services those of each process
   * @param isShort whether processes live for seconds, and start quickly rather than become fast
   */
  Site(
      Path folder,
      Network network,
      JsonObject config,
      Map<String, List<Name>> services,
      boolean isShort)
      throws IOException {
    this.folder = folder;
    this.network = network;
    this.options = isShort ? QUICK_START : LONG_RUN;
    List<Post> all = new ArrayList<>();
    for (Map.Entry<String, List<Name>> post : services.entrySet()) {
      String name = post.getKey();
      String host = network.host(name);
      all.add(
          new Post(
              name, post.getValue(), host, FreePorts.next(), FreePorts.next(), FreePorts.next()));
    }
    this.posts = List.copyOf(all);
    this.config =
        network
            .reachable(config)
            .copy()
            .put("CARILLON_CLUSTER_NAME", "chaos-" + posts.get(0).member())
            .put(
                "CARILLON_CLUSTER_MEMBERS",
                posts.stream()
                    .map(post -> post.host() + ":" + post.member())
                    .collect(Collectors.joining(",")));
  }

  List<Post> posts() {
    return posts;
  }

  /** The posts with this service. */
  List<Post> with(Name service) {
    return posts.stream().filter(post -> post.services().contains(service)).toList();
  }

  /** Starts a process and waits until its services have started. */
  void start(Post post) {
    JsonObject own =
        config
            .copy()
            .put("CARILLON_NODE", post.name())
            .put("CARILLON_HTTP_HOST", post.host())
            .put("CARILLON_HTTP_PORT", post.api())
            .put("CARILLON_MANAGEMENT_HOST", post.host())
            .put("CARILLON_MANAGEMENT_PORT", post.management())
            .put("CARILLON_CLUSTER_HOST", post.host())
            .put("CARILLON_CLUSTER_PORT", post.member())
            .put("CARILLON_SMTP_HELO", post.name() + ".chaos.test");
    try {
      Path file = Files.writeString(folder.resolve(post.name() + ".json"), own.encode());
      List<String> arguments = new ArrayList<>(List.of(file.toString()));
      post.services().forEach(service -> arguments.add(service.name()));
      List<String> command = new ArrayList<>(network.on(post.name()));
      command.addAll(
          Child.command(
              options,
              System.getProperty("java.class.path"),
              ServiceProcess.class,
              arguments.toArray(String[]::new)));
      running.put(post, Child.start(log(post), command, Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized Path log(Post post) {
    return folder.resolve(post.name() + "-" + ++starts + ".log");
  }

  /** SIGTERM, and waits for the end. */
  void retire(Post post) {
    child(post).close();
  }

  /** SIGKILL. */
  void kill(Post post) {
    child(post).kill();
  }

  /** SIGSTOP, or SIGCONT. */
  void signal(Post post, String name) {
    child(post).signal(name);
  }

  private Child child(Post post) {
    Child child = running.get(post);
    if (child == null) {
      throw new IllegalStateException(post.name() + " does not run");
    }
    return child;
  }

  @Override
  public void close() {
    List<Thread> ends = new ArrayList<>();
    for (Child child : running.values()) {
      ends.add(Thread.ofPlatform().start(child::close));
    }
    try {
      for (Thread end : ends) {
        end.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
