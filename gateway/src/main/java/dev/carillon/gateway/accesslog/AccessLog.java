package dev.carillon.gateway.accesslog;

import io.vertx.core.Vertx;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log of a process: method, path, status, milliseconds, name of the key, trace id.
 * Writing happens on a worker, because whoever reads the log may be slow or gone. So many lines
 * wait for it; what finds no room is dropped and counted, and the count is a line of its own.
 */
public final class AccessLog {
  /** In place of a status: the client left before its answer was complete. */
  public static final int LEFT = 499;

  /** How many lines may wait. */
  static final int ROOM = 8_192;

  /** The logger, for who wants it elsewhere. */
  static final String NAME = "dev.carillon.access";

  private static final Logger LOG = LoggerFactory.getLogger(NAME);
  private static final Logger OWN = LoggerFactory.getLogger(AccessLog.class);
  private static final int MAX_PATH = 200;
  private static final Pattern UNSUBSCRIBE = Pattern.compile("^/unsubscribe/[^/]*");
  private static final Pattern KEY = Pattern.compile("sk_[A-Za-z0-9_-]+");
  private static final Pattern HIDDEN = Pattern.compile("[^!-~]");

  /** What waits to be written. */
  private record Line(String text, String traceId) {}

  private final Logged logged;
  private final Executor worker;
  private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(ROOM);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean writing = new AtomicBoolean();

  /**
   * A log without lines.
   *
   * @param worker may take its time; gets one piece of work at a time
   */
  public AccessLog(Logged logged, Executor worker) {
    this.logged = logged;
    this.worker = worker;
  }

  /** On the worker threads of a Vert.x instance. */
  public static AccessLog on(Vertx vertx, Logged logged) {
    return new AccessLog(
        logged,
        work ->
            vertx
                .executeBlocking(
                    () -> {
                      work.run();
                      return true;
                    },
                    false)
                .onFailure(e -> OWN.debug("Not written: {}", e.toString())));
  }

  /** None at all. */
  public static AccessLog off() {
    return new AccessLog(Logged.OFF, work -> {});
  }

  /** Whether anything is written, so that the trouble is worth it. */
  public boolean isOn() {
    return logged != Logged.OFF;
  }

  /**
   * A request has ended.
   *
   * @param path may be null where the request could not be read
   * @param key the name of the key, null without one
   */
  public void write(
      String method,
      @Nullable String path,
      int status,
      long millis,
      @Nullable String key,
      String traceId) {
    if (!logged.wants(status)) {
      return;
    }
    String line =
        shown(method)
            + " "
            + (path == null ? "-" : shown(path))
            + " "
            + status
            + " "
            + millis
            + " ms "
            + (key == null ? "-" : shown(key))
            + " "
            + traceId;
    if (!lines.offer(new Line(line, traceId))) {
      dropped.incrementAndGet();
    }
    if (writing.compareAndSet(false, true)) {
      worker.execute(this::drain);
    }
  }

  /** A line may come between the last look and the end: then it is this one's as well. */
  private void drain() {
    do {
      for (Line line = lines.poll(); line != null; line = lines.poll()) {
        LOG.atInfo().addKeyValue("traceId", line.traceId()).log("{}", line.text());
      }
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        LOG.warn("{} lines of the access log were dropped: they came faster than written", lost);
      }
      writing.set(false);
    } while (!lines.isEmpty() && writing.compareAndSet(false, true));
  }

  /** On one line, not too long, and without what opens a door. */
  private static String shown(String text) {
    String safe =
        KEY.matcher(UNSUBSCRIBE.matcher(text).replaceFirst("/unsubscribe/..."))
            .replaceAll("sk_...");
    String visible = HIDDEN.matcher(safe).replaceAll("?");
    return visible.length() > MAX_PATH ? visible.substring(0, MAX_PATH) + "..." : visible;
  }
}
