package dev.carillon.store.pg.outbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run of the relay: while some batches are being delivered the next is read. No event is under
 * way twice, and none of a subject of which another is; a batch that is not full ends the run, and
 * so does one in which something failed. From any thread.
 */
final class ReadAhead {
  /** Events of one batch: what the consumer commits together. */
  static final int BATCH = 200;

  private static final int UNDER_WAY = 3;

  /** Then the loop may look whether it is to stop. */
  private static final int BATCHES = 64;

  private final PgConnection connection;
  private final BooleanSupplier mayBegin;
  private final Function<List<DueEvent>, Future<Boolean>> carry;
  private final Promise<Boolean> done = Promise.promise();
  private final Set<String> subjects = new HashSet<>();
  private int underWay;
  private int begun;
  private boolean reading;
  private boolean ending;
  private boolean more;
  private @Nullable Throwable failure;

  /**
   * Over the session that leads.
   *
   * @param carry settles a batch; whether all went well
   */
  ReadAhead(
      PgConnection connection,
      BooleanSupplier mayBegin,
      Function<List<DueEvent>, Future<Boolean>> carry) {
    this.connection = connection;
    this.mayBegin = mayBegin;
    this.carry = carry;
  }

  /** Until there is nothing more to read at the moment; true if more is likely. */
  Future<Boolean> run() {
    next();
    return done.future();
  }

  private synchronized void next() {
    if (reading) {
      return;
    }
    if (ending || begun == BATCHES || !mayBegin.getAsBoolean()) {
      if (underWay == 0 && !done.future().isComplete()) {
        end();
      }
      return;
    }
    if (underWay < UNDER_WAY) {
      reading = true;
      read().onComplete(r -> afterRead(r.result(), r.cause()));
    }
  }

  private void end() {
    if (failure == null) {
      done.complete(more || begun == BATCHES);
    } else {
      done.fail(failure);
    }
  }

  private Future<RowSet<Row>> read() {
    return OutboxRelay.bounded(
        connection
            .preparedQuery(OutboxSql.OLDEST)
            .execute(Tuple.of(BATCH).addArrayOfString(subjects.toArray(String[]::new))));
  }

  private synchronized void afterRead(@Nullable RowSet<Row> rows, @Nullable Throwable cause) {
    reading = false;
    if (rows == null) {
      fail(cause);
    } else {
      List<DueEvent> batch = new ArrayList<>();
      rows.forEach(row -> batch.add(DueEvent.of(row)));
      boolean full = batch.size() == BATCH;
      ending = ending || !full;
      more = full || underWay > 0; // events of their subjects were left out
      if (!batch.isEmpty()) {
        begin(batch);
      }
    }
    next();
  }

  private void begin(List<DueEvent> batch) {
    Set<String> theirs = new HashSet<>();
    batch.forEach(due -> theirs.add(due.subject()));
    subjects.addAll(theirs);
    underWay++;
    begun++;
    carry.apply(batch).onComplete(r -> afterBatch(theirs, r.result(), r.cause()));
  }

  private synchronized void afterBatch(
      Set<String> theirs, @Nullable Boolean allWell, @Nullable Throwable cause) {
    underWay--;
    subjects.removeAll(theirs);
    if (allWell == null) {
      fail(cause);
    } else if (!allWell) {
      ending = true;
      more = false;
    }
    next();
  }

  private void fail(@Nullable Throwable cause) {
    ending = true;
    failure = failure == null ? cause : failure;
  }
}
