package dev.carillon.async.task;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.async.waits.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The background tasks of a process, by name: what runs, since when, for whom, and what it waits
 * for; after {@code asyncio.all_tasks}. A task that has ended is remembered for a while, so that
 * who cancelled it can see that it is.
 *
 * <pre>{@code
 * Tasks tasks = Tasks.of(vertx);
 * Task<Report> report = tasks.start("report 7", "ada", c -> write(c));
 * List<TaskInfo> running = tasks.list();
 * tasks.cancel(running.get(0).id(), "ada changed her mind");
 * }</pre>
 *
 * <p><b>Order</b>: lists are in the order of the starts. <b>Threads</b>: safe from any.
 * <b>Cancellation</b>: as {@link Task#cancel}; parts of services cannot be cancelled here.
 * <b>Failure</b>: when {@value #MAX_RUNNING} tasks run, a further one is not begun and fails with
 * {@link RejectedExecutionException}.
 */
public final class Tasks implements Shareable {
  /** How many tasks may run at the same time. */
  public static final int MAX_RUNNING = 10_000;

  /** How many that have ended are remembered. */
  static final int REMEMBERED = 256;

  private final Clocks clocks;
  private final Uuid7 ids;
  private final Map<UUID, Entry> running = new TreeMap<>();
  private final Map<UUID, Entry> ended = new LinkedHashMap<>();

  /** A line of the registry. What has ended leaves its last picture, and nothing of its work. */
  private final class Entry {
    private final UUID id;
    private final String name;
    private final String owner;
    private final Instant startedAt;
    private final long startedNanos;
    private final Supplier<List<String>> waitsFor;
    private final @Nullable String startedFrom = Debug.site();
    private volatile @Nullable Cancellation cancellation;
    private volatile @Nullable Task<?> task;
    private volatile @Nullable TaskInfo last;

    /** Of a task, or, without a cancellation, of a part of a service. */
    Entry(
        UUID id,
        String name,
        String owner,
        @Nullable Cancellation cancellation,
        Supplier<List<String>> waitsFor) {
      this.id = id;
      this.name = name;
      this.owner = owner;
      this.cancellation = cancellation;
      this.waitsFor = waitsFor;
      this.startedAt = clocks.now();
      this.startedNanos = clocks.nanos();
    }

    void end() {
      last = info();
      task = null;
      cancellation = null;
    }

    TaskInfo info() {
      TaskInfo ended = last;
      if (ended != null) {
        return ended;
      }
      Task<?> shown = task;
      Cancellation asked = cancellation;
      boolean asking = asked != null && asked.isCancelled();
      Task.State begun = asking ? Task.State.CANCELLING : Task.State.RUNNING;
      Task.State state = shown == null ? begun : shown.state(); // or its body is still beginning
      boolean over = state.compareTo(Task.State.CANCELLING) > 0;
      return new TaskInfo(
          id,
          name,
          owner,
          state,
          startedAt,
          Duration.ofNanos(clocks.nanos() - startedNanos),
          over ? List.of() : TaskInfo.texts(waitsFor),
          startedFrom,
          failure(shown, state),
          asked != null && !over);
    }

    private @Nullable String failure(@Nullable Task<?> task, Task.State state) {
      if (task == null) {
        return null;
      }
      return switch (state) {
        case FAILED -> TaskInfo.text(task.ended().cause());
        case CANCELLED -> task.ended().cause().getMessage();
        default -> null;
      };
    }
  }

  /** The registry of nobody in particular: for tests, and for programs without a Vert.x. */
  public Tasks(Clocks clocks) {
    this.clocks = clocks;
    this.ids = new Uuid7(clocks);
    Debug.track(this, Tasks::leaks);
  }

  private Tasks(Vertx vertx, Clocks clocks) {
    this.clocks = clocks;
    this.ids = new Uuid7(clocks);
    Debug.track(vertx, this, Tasks::leaks);
  }

  /** The registry of a Vert.x instance. */
  public static Tasks of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, Tasks>getLocalMap("carillon.tasks")
        .computeIfAbsent("tasks", k -> new Tasks(vertx, Clocks.system()));
  }

  /** Starts a task that nothing else cancels. */
  public <T> Task<T> start(String name, String owner, Function<Cancellation, Future<T>> body) {
    return start(name, owner, new Cancellation(), body);
  }

  /** Starts a task that is also cancelled with its parent. */
  public <T> Task<T> start(
      String name, String owner, Cancellation parent, Function<Cancellation, Future<T>> body) {
    Cancellation own = parent.child();
    Entry entry = new Entry(ids.next(), name, owner, own, own::waitsFor);
    if (!admit(entry)) {
      own.detach();
      return Task.start(
          name,
          c ->
              Future.failedFuture(
                  new RejectedExecutionException(MAX_RUNNING + " tasks are running")));
    }
    Task<T> task = Task.on(name, own, body);
    entry.task = task;
    task.ended().onComplete(r -> onEnd(entry));
    return task;
  }

  /**
   * Lists a part of a service, which runs until the service stops.
   *
   * @param waitsFor says what it waits for when somebody asks
   * @return to be removed when it has ended
   */
  public Cancellation.Registration part(String name, String owner, Supplier<String> waitsFor) {
    Entry entry = new Entry(ids.next(), name, owner, null, () -> List.of(waitsFor.get()));
    synchronized (this) {
      running.put(entry.id, entry);
    }
    return () -> forget(entry);
  }

  /** Everything that runs, the oldest first. */
  public List<TaskInfo> list() {
    List<Entry> all;
    synchronized (this) {
      all = List.copyOf(running.values());
    }
    return all.stream().map(Entry::info).toList();
  }

  /** What a task that runs waits for and consists of; empty for parts of services. */
  public Optional<Scope> scope(UUID id) {
    return entry(id).map(e -> e.task).map(Task::scope);
  }

  /** A task that runs, or that ended not long ago. */
  public Optional<TaskInfo> find(UUID id) {
    return entry(id).map(Entry::info);
  }

  /**
   * Asks a task to end.
   *
   * @return false if there is no such task, if it is a part of a service, or if it has ended or was
   *     asked before
   */
  public boolean cancel(UUID id, String why) {
    Cancellation cancellation = entry(id).map(e -> e.cancellation).orElse(null);
    return cancellation != null && cancellation.cancel(why);
  }

  /** Completes when the task has ended, however it ends; at once if it is not known. */
  public Future<Void> whenEnded(UUID id) {
    Task<?> task = entry(id).map(e -> e.task).orElse(null);
    return task == null
        ? Future.succeededFuture()
        : task.ended().transform(r -> Future.succeededFuture());
  }

  private synchronized boolean admit(Entry entry) {
    if (running.size() >= MAX_RUNNING) {
      return false;
    }
    running.put(entry.id, entry);
    return true;
  }

  private synchronized void onEnd(Entry entry) {
    running.remove(entry.id);
    entry.end();
    ended.put(entry.id, entry);
    if (ended.size() > REMEMBERED) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  private synchronized void forget(Entry entry) {
    running.remove(entry.id);
  }

  private synchronized Optional<Entry> entry(UUID id) {
    return Optional.ofNullable(running.getOrDefault(id, ended.get(id)));
  }

  private Stream<String> leaks() {
    return list().stream()
        .map(t -> "task \"" + t.name() + "\" still runs, started " + t.startedFrom());
  }
}
