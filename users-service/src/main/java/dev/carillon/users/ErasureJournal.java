package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ListErasures;
import dev.carillon.text.TimeText;
import dev.carillon.text.UuidText;
import dev.carillon.users.domain.ErasureStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who was erased, in a file outside of the database, a line {@code TIME ID} each: after a restore
 * they must be erased again, and the database that knew it is gone then. An erasure is answered
 * when it stands here, on the disk; what another process has erased follows within seconds, by the
 * times of the database. A line may stand twice. Thread-safe.
 */
final class ErasureJournal {
  /** Times are those of statements, which are not committed in their order. */
  private static final Duration OVERLAP = Duration.ofMinutes(10);

  /** So many of those that were handed over are known not to be written again. */
  private static final int HANDED_OVER = 10_000;

  private final Vertx vertx;
  private final ErasureStore erasures;
  private final Clocks clocks;
  private final @Nullable Path file;
  private final Map<UUID, Instant> written = new HashMap<>(); // of the overlap; guarded by this
  private final Set<UUID> handedOver = new LinkedHashSet<>(); // guarded by this
  private @Nullable Instant last; // guarded by this
  private boolean busy; // guarded by this
  private @Nullable Promise<Void> waiting; // guarded by this

  /**
   * Writes nothing before {@link #catchUp}.
   *
   * @param file null for no journal
   */
  ErasureJournal(Vertx vertx, ErasureStore erasures, Clocks clocks, @Nullable Path file) {
    this.vertx = vertx;
    this.erasures = erasures;
    this.clocks = clocks;
    this.file = file;
  }

  /** Whether a journal can be written there; makes and changes nothing. */
  static boolean isWritable(Path file) {
    if (!Files.exists(file)) {
      Path folder = file.toAbsolutePath().getParent();
      return folder != null && Files.isWritable(folder);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      return channel.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Completes when an erasure stands in the file, whatever its time says: a clock of the database
   * that was ahead and was put right has given later times to earlier ones.
   */
  Future<Void> write(Erasure erasure) {
    Path to = file;
    return to == null
        ? Future.succeededFuture()
        : catchUp().compose(v -> vertx.executeBlocking(() -> hand(to, erasure))).mapEmpty();
  }

  /** Completes when everything that was committed before the call stands in the file. */
  Future<Void> catchUp() {
    Path to = file;
    if (to == null) {
      return Future.succeededFuture();
    }
    synchronized (this) {
      if (busy) {
        if (waiting == null) {
          waiting = Promise.promise();
        }
        return waiting.future();
      }
      busy = true;
    }
    return pass(to).onComplete(r -> next(to));
  }

  /** Those who came during a pass share the next one. */
  private void next(Path to) {
    Promise<Void> others;
    synchronized (this) {
      others = waiting;
      waiting = null;
      busy = others != null;
    }
    if (others != null) {
      pass(to)
          .onComplete(
              r -> {
                next(to);
                others.handle(r);
              });
    }
  }

  private Future<Void> pass(Path to) {
    return vertx
        .executeBlocking(() -> since(to))
        .compose(since -> list(since, null, new ArrayList<>()))
        .compose(found -> vertx.executeBlocking(() -> append(to, found)))
        .mapEmpty();
  }

  private Future<List<Erasure>> list(Instant since, @Nullable String cursor, List<Erasure> before) {
    return erasures
        .list(new ListErasures(since, new PageRequest(PageRequest.MAX_LIMIT, cursor)))
        .compose(
            page -> {
              before.addAll(page.items());
              return page.next() == null
                  ? Future.succeededFuture(before)
                  : list(since, page.next(), before);
            });
  }

  /** From when on there may be something new; the first time the file itself says it. */
  private synchronized Instant since(Path from) throws IOException {
    if (last == null) {
      last = Instant.EPOCH;
      if (Files.exists(from)) {
        try (Stream<String> lines = Files.lines(from)) {
          lines.forEach(this::know);
        }
      }
    }
    Instant now = clocks.now();
    Instant until = last.isAfter(now) ? now : last; // else what comes now would be before it
    Instant since = last.equals(Instant.EPOCH) ? last : until.minus(OVERLAP);
    written.values().removeIf(at -> at.isBefore(since));
    return since;
  }

  /** A line that a power failure has cut says nothing. */
  private void know(String line) {
    String[] parts = line.split(" ", -1);
    try {
      if (parts.length == 2) {
        know(UuidText.parse(parts[1]), TimeText.parse(parts[0]));
      }
    } catch (RuntimeException cut) {
      return;
    }
  }

  private synchronized void know(UUID id, Instant at) {
    written.put(id, at);
    last = last == null || at.isAfter(last) ? at : last;
  }

  private synchronized List<Erasure> hand(Path to, Erasure erasure) throws IOException {
    if (handedOver.contains(erasure.id())) {
      return List.of();
    }
    List<Erasure> fresh = append(to, List.of(erasure));
    handedOver.add(erasure.id());
    if (handedOver.size() > HANDED_OVER) {
      handedOver.remove(handedOver.iterator().next());
    }
    return fresh;
  }

  private synchronized List<Erasure> append(Path to, List<Erasure> found) throws IOException {
    List<Erasure> fresh = found.stream().filter(one -> !written.containsKey(one.id())).toList();
    if (!fresh.isEmpty()) {
      StringBuilder lines = new StringBuilder("\n"); // behind a line that may have been cut
      fresh.forEach(one -> lines.append(one.erasedAt()).append(' ').append(one.id()).append('\n'));
      ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
      try (FileChannel channel =
          FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      fresh.forEach(one -> know(one.id(), one.erasedAt()));
    }
    return fresh;
  }
}
