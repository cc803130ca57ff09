package dev.carillon.bench.chaos.fleet;

import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.FreePorts;
import dev.carillon.launcher.node.Services;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Processes with a notifier and a gateway, some of which die, stand still or are cut off. */
public final class Fleet implements AutoCloseable {
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final String PG_URL = "CARILLON_NOTIFIER_PG_URL";
  private static final String USERS_PG_URL = "CARILLON_USERS_PG_URL";

  private final Path folder;
  private final JsonObject config;
  private final String previous;
  private final int postgres;
  private final History history;
  private final List<Member> members = new ArrayList<>();
  private final Map<Member, Integer> troubled = new HashMap<>(); // and the number of its span
  private final AtomicInteger started = new AtomicInteger();
  private long died;
  private int none = -1;

  /**
   * Starts nobody yet.
   *
   * @param previous the class path of an earlier version, which every second process runs; empty
   *     for none
   * @param postgres the port of PostgreSQL, which the settings name
   */
  public Fleet(Path folder, JsonObject config, String previous, int postgres, History history) {
    this.folder = folder;
    this.previous = previous;
    this.config = config;
    this.postgres = postgres;
    this.history = history;
  }

  private Member start() throws IOException {
    int number = started.incrementAndGet();
    String name = "node" + number + ".chaos.test";
    int port = FreePorts.next();
    int way = FreePorts.next();
    PgProxy proxy = new PgProxy(way, postgres);
    JsonObject settings =
        config.copy().put("CARILLON_HTTP_PORT", port).put("CARILLON_SMTP_HELO", name);
    for (String url : List.of(PG_URL, USERS_PG_URL)) {
      String direct = config.getString(url);
      if (direct != null) {
        settings.put(url, direct.replace(":" + postgres + "/", ":" + way + "/"));
      }
    }
    Path file = Files.writeString(folder.resolve(name + ".json"), settings.encode());
    try {
      List<String> arguments = new ArrayList<>(List.of(file.toString()));
      services().forEach(service -> arguments.add(service.name()));
      Child child =
          Child.start(
              folder.resolve(name + ".log"),
              QUICK_START,
              classPath(number),
              ServiceProcess.class,
              arguments.toArray(String[]::new));
      return new Member(name, child, port, proxy);
    } catch (IOException e) {
      proxy.close();
      throw e;
    }
  }

  /** Of every second process, where there is one: that of the earlier version, and no other. */
  private String classPath(int number) {
    String own = System.getProperty("java.class.path");
    return previous.isEmpty() || number % 2 == 1 ? own : previous;
  }

  private List<Services.Name> services() {
    return config.containsKey(USERS_PG_URL)
        ? List.of(Services.Name.USERS, Services.Name.NOTIFIER, Services.Name.GATEWAY)
        : List.of(Services.Name.NOTIFIER, Services.Name.GATEWAY);
  }

  /** Starts so many as are missing, side by side. */
  public void refill(int size) {
    List<Thread> starts = new ArrayList<>();
    for (int i = size(); i < size; i++) {
      starts.add(Thread.ofPlatform().start(this::startOne));
    }
    try {
      for (Thread start : starts) {
        start.join();
      }
    } catch (InterruptedException e) {
      starts.forEach(Fleet::awaitStart);
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitStart(Thread start) {
    try {
      start.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Interrupted twice", e);
    }
  }

  private void startOne() {
    try {
      add(start());
    } catch (IOException e) {
      List<String> lines = String.valueOf(e.getMessage()).lines().toList();
      System.err.println(
          "a process did not start: "
              + lines.stream().filter(l -> l.contains("Exception")).findFirst().orElse(""));
    }
  }

  private synchronized void add(Member member) {
    members.add(member);
    if (none >= 0) {
      history.end(none);
      none = -1;
    }
  }

  private synchronized int size() {
    return members.size();
  }

  private synchronized List<Member> healthy() {
    return members.stream().filter(m -> !troubled.containsKey(m)).toList();
  }

  /** Where the API of one that runs is reached; 0 if none does. */
  public synchronized int port(Random random) {
    List<Member> running = healthy();
    return running.isEmpty() ? 0 : running.get(random.nextInt(running.size())).port();
  }

  /** SIGKILL of some; others take their places with {@link #refill}. */
  public synchronized void kill(int count, Random random) {
    for (int i = 0; i < count && !members.isEmpty(); i++) {
      Member victim = members.get(random.nextInt(members.size()));
      leave(victim, Span.Kind.KILLED);
      victim.child().kill();
      victim.proxy().close();
    }
  }

  /** SIGTERM of one, which ends in order while others go on. */
  public void retire(Random random) {
    Member leaving;
    synchronized (this) {
      List<Member> running = healthy();
      if (running.isEmpty()) {
        return;
      }
      leaving = running.get(random.nextInt(running.size()));
      leave(leaving, Span.Kind.RETIRED);
    }
    leaving.close();
  }

  private void leave(Member member, Span.Kind kind) {
    died += member.child().isAlive() ? 0 : 1;
    history.moment(kind, member.name());
    members.remove(member);
    Integer trouble = troubled.remove(member);
    if (trouble != null) {
      history.end(trouble);
    }
    if (healthy().isEmpty() && none < 0) {
      none = history.begin(Span.Kind.NO_NODE, "");
    }
  }

  /** SIGSTOP of one: a zombie, once it goes on. What ends it. */
  public Runnable stop(Random random) {
    return trouble(random, Span.Kind.STOPPED, m -> m.child().signal("STOP"), Fleet::resume);
  }

  /** One is cut off from PostgreSQL, both ways and without a word. What ends it. */
  public Runnable cut(Random random) {
    return trouble(random, Span.Kind.CUT, m -> m.proxy().cut(), Fleet::heal);
  }

  private static void resume(Member member) {
    member.child().signal("CONT");
  }

  private static void heal(Member member) {
    member.proxy().heal();
  }

  private synchronized Runnable trouble(
      Random random, Span.Kind kind, Consumer<Member> begin, Consumer<Member> end) {
    List<Member> running = healthy();
    if (running.size() < 2) {
      return () -> {}; // who is left must go on
    }
    Member victim = running.get(random.nextInt(running.size()));
    troubled.put(victim, history.begin(kind, victim.name()));
    begin.accept(victim);
    return () -> {
      synchronized (this) {
        end.accept(victim);
        Integer span = troubled.remove(victim);
        if (span != null) {
          history.end(span);
        }
      }
    };
  }

  /** Nobody listens where PostgreSQL was; and again. */
  public synchronized void postgres(boolean there) {
    members.forEach(there ? m -> m.proxy().admit() : m -> m.proxy().refuse());
  }

  /** How many ended, or do not run, that nobody had killed. */
  public synchronized long died() {
    return died + members.stream().filter(m -> !m.child().isAlive()).count();
  }

  @Override
  public void close() {
    for (Member member : List.copyOf(members)) {
      member.child().kill();
      member.proxy().close();
    }
  }

  /** Where the settings say that PostgreSQL listens. */
  public static int postgresPort(JsonObject config) {
    String url = config.getString(PG_URL);
    return Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
  }
}
