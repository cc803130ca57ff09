package dev.carillon.launcher.imports;

import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.imports.http.ApiSession;
import dev.carillon.launcher.imports.http.Stop;
import dev.carillon.launcher.imports.http.StoppedException;
import dev.carillon.launcher.imports.http.Target;
import dev.carillon.launcher.imports.journal.ImportState;
import dev.carillon.launcher.imports.journal.Journal;
import dev.carillon.launcher.imports.row.Fields;
import dev.carillon.launcher.imports.row.RowSource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An import: rows are read, cut into batches and sent, so many at a time; outcomes are settled in
 * the order of the rows, and the state follows them. What was sent and not settled when a process
 * dies is sent again by the next one, under the same keys. In memory there are the batches on their
 * way and no more.
 */
public final class Importer {
  private static final long LOOK_MILLIS = 100;

  /** Answers that take longer are asked for again by who goes on. */
  private static final long GRACE = TimeUnit.SECONDS.toNanos(3);

  private static final long BETWEEN_SAVES = TimeUnit.MILLISECONDS.toNanos(200);

  private final RowSource source;
  private final Fields fields;
  private final Journal journal;
  private final ImportOptions options;
  private final Clocks clocks;
  private final Meter meter;
  private final Deque<Sent> window = new ArrayDeque<>();
  private long saved;

  /** Hears how far an import is. */
  public interface Meter {
    /**
     * After each batch.
     *
     * @param share of the source that was read, from 0 to 1; not a number where unknown
     */
    void at(double share, ImportState state);
  }

  /** A batch on its way. */
  private record Sent(Batch batch, Future<BatchCall.Outcome> outcome) {}

  /** Tells {@code meter} how far it is. */
  public Importer(
      RowSource source,
      Fields fields,
      Journal journal,
      ImportOptions options,
      Clocks clocks,
      Meter meter) {
    this.source = source;
    this.fields = fields;
    this.journal = journal;
    this.options = options;
    this.clocks = clocks;
    this.meter = meter;
    this.saved = clocks.nanos();
  }

  /**
   * Takes in what is not in yet. Whatever ends it, the state is on the disk then.
   *
   * @return whether it came to the end of the source; false if it was stopped
   */
  public boolean run(Target target, Stop stop) throws IOException, InterruptedException {
    ApiSession api = new ApiSession(target, stop, clocks);
    api.check();
    ImportState begun = journal.state();
    BatchCall call = new BatchCall(api, fields, begun.id(), options.skipExisting(), stop);
    ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    try (RowSource.Rows rows = source.open(begun.position(), options.counted())) {
      BatchCutter cutter =
          new BatchCutter(rows, fields, options.batch(), begun.end(), options.welcome());
      boolean whole = sendAll(cutter, rows, batch -> senders.submit(() -> call.send(batch)), stop);
      journal.save();
      return whole;
    } finally {
      senders.shutdownNow();
      senders.close();
    }
  }

  /** Begins to send a batch. */
  private interface Sender {
    Future<BatchCall.Outcome> send(Batch batch);
  }

  private boolean sendAll(BatchCutter cutter, RowSource.Rows rows, Sender sender, Stop stop)
      throws IOException, InterruptedException {
    Exception broken = null;
    boolean more = true;
    while (more && !stop.isWished()) {
      try {
        more = sendNext(cutter, sender);
      } catch (IOException | RuntimeException e) {
        broken = e;
        break;
      }
      if (window.size() == options.parallel() && !settle(rows, stop)) {
        return false;
      }
    }
    while (!window.isEmpty()) {
      if (!settle(rows, stop)) {
        return false;
      }
    }
    if (broken != null) {
      journal.save();
      throw broken instanceof LaunchFailure clear
          ? clear
          : new LaunchFailure("The source cannot be read: " + broken.getMessage(), broken);
    }
    return !more;
  }

  /** A batch that the end of the source cut short is to be the same one when it is sent again. */
  private boolean sendNext(BatchCutter cutter, Sender sender)
      throws IOException, InterruptedException {
    @Nullable Batch batch = cutter.next();
    if (batch == null) {
      return false;
    }
    if (cutter.isAtEnd()) {
      journal.endsWith(batch.last().number());
    }
    window.add(new Sent(batch, sender.send(batch)));
    return true;
  }

  /** Waits for an answer; not for much longer once somebody wishes to stop. */
  private BatchCall.Outcome outcome(Sent sent, Stop stop)
      throws InterruptedException, StoppedException {
    long wished = 0;
    while (true) {
      try {
        return sent.outcome().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof StoppedException stopped) {
          throw stopped;
        }
        throw e.getCause() instanceof LaunchFailure clear ? clear : new IllegalStateException(e);
      } catch (TimeoutException late) {
        long now = clocks.nanos();
        wished = stop.isWished() && wished == 0 ? now : wished;
        if (wished != 0 && now - wished > GRACE) {
          throw new StoppedException();
        }
      }
    }
  }

  /** The oldest one; false if its answer was not waited for. */
  private boolean settle(RowSource.Rows rows, Stop stop) throws IOException, InterruptedException {
    Sent oldest = window.remove();
    BatchCall.Outcome outcome;
    try {
      outcome = outcome(oldest, stop);
    } catch (StoppedException e) {
      journal.save();
      return false;
    } catch (LaunchFailure | IllegalStateException e) {
      journal.save();
      throw e;
    }
    journal.settle(oldest.batch().last(), outcome.counts(), outcome.refused());
    if (clocks.nanos() - saved > BETWEEN_SAVES) {
      journal.save();
      saved = clocks.nanos();
    }
    meter.at(rows.share(), journal.state());
    return true;
  }
}
