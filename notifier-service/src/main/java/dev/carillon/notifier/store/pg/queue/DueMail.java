package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.store.pg.Until;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Puts mail into the queue whose time has come, and parked mail that has a pass. */
final class DueMail {
  /** Longer would keep others from the rows. */
  private static final int PROMOTED_AT_ONCE = 10_000;

  private static final int RELEASED_AT_ONCE = 2_000;
  private static final int ASKED_AT_ONCE = 256;

  /** Most keys have few mails that may go. */
  private static final int MAILS_OF_A_KEY = 4;

  private final Statements statements;
  private final ClaimOrder order;
  private final DueFloor floor;
  private final Piece promoted;
  private final Piece released;
  private final Piece asked;

  DueMail(Statements statements, ClaimOrder order, Clocks clocks) {
    this.statements = statements;
    this.order = order;
    this.floor = new DueFloor(clocks);
    this.promoted = new Piece(clocks, PROMOTED_AT_ONCE);
    this.released = new Piece(clocks, RELEASED_AT_ONCE);
    this.asked = new Piece(clocks, ASKED_AT_ONCE);
  }

  /**
   * How many mails a statement takes: half as many after one that was slow, a quarter after one
   * that failed, so that none is tried in vain for ever; twice as many after one that was quick.
   * Safe from any thread.
   */
  static final class Piece {
    private static final long SLOW = Duration.ofSeconds(1).toNanos();
    private static final long QUICK = Duration.ofMillis(250).toNanos();
    private static final int LEAST = 10;

    private final Clocks clocks;
    private final int most;
    private int size;

    Piece(Clocks clocks, int most) {
      this.clocks = clocks;
      this.most = most;
      this.size = most;
    }

    synchronized int size() {
      return size;
    }

    /** Runs a statement for so many. */
    <T> Future<T> run(IntFunction<Future<T>> statement) {
      long began = clocks.nanos();
      return statement.apply(size()).onComplete(r -> ended(r.succeeded(), clocks.nanos() - began));
    }

    private synchronized void ended(boolean well, long took) {
      if (!well) {
        size = Math.max(LEAST, size / 4);
      } else if (took > SLOW) {
        size = Math.max(LEAST, size / 2);
      } else if (took < QUICK) {
        size = Math.min(most, size * 2);
      }
    }
  }

  /** All of them, the most urgent first. */
  static Short[] lanes() {
    return new Short[] {0, 1, 2};
  }

  Future<List<MailChange>> promote() {
    return meet().compose(v -> sweep()).compose(v -> promoted.run(this::promote));
  }

  private Future<List<MailChange>> promote(int most) {
    return statements
        .run(DueSql.PROMOTE, promotion(most))
        .map(
            rows -> {
              rows.forEach(row -> order.place(row.getShort("lane"), row.getString("sender"), 1));
              floor.promoted(rows, most);
              return changes(rows);
            });
  }

  private Tuple promotion(int most) {
    List<Short> lanes = new ArrayList<>();
    List<String> senders = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    for (short lane = 0; lane < order.heads().length; lane++) {
      for (Map.Entry<String, Long> end : order.ends(lane).entrySet()) {
        lanes.add(lane);
        senders.add(end.getKey());
        places.add(end.getValue());
      }
    }
    return Tuple.of(most)
        .addArrayOfLong(order.heads())
        .addArrayOfShort(lanes.toArray(Short[]::new))
        .addArrayOfString(senders.toArray(String[]::new))
        .addArrayOfLong(places.toArray(Long[]::new))
        .addArrayOfOffsetDateTime(floor.times())
        .addArrayOfUUID(floor.ids());
  }

  /** Tells other processes how far this one has come, and hears it of them. */
  private Future<Void> meet() {
    Long[] heads = order.heads();
    return statements
        .run(DueSql.MEET, Tuple.tuple().addArrayOfShort(lanes()).addArrayOfLong(heads))
        .onSuccess(rows -> rows.forEach(r -> order.heads(r.getShort("lane"), r.getLong("pos"))))
        .onSuccess(rows -> order.told(heads))
        .mapEmpty();
  }

  /** Beside the claims, which need not walk what is dead. */
  private Future<Void> sweep() {
    if (!order.isToSweep()) {
      return Future.succeededFuture();
    }
    long began = order.now();
    ClaimOrder.Start start = order.start(1, 1);
    return statements
        .run(
            DueSql.SWEEP,
            Tuple.tuple()
                .addArrayOfShort(lanes())
                .addArrayOfLong(start.floors().toArray(Long[]::new)))
        .onSuccess(rows -> rows.forEach(r -> order.lower(r.getShort("lane"), r.getLong("pos"))))
        .onComplete(r -> order.swept(began))
        .mapEmpty();
  }

  Future<List<MailChange>> release() {
    return released.run(
        most ->
            statements
                .run(
                    DueSql.RELEASE,
                    Tuple.tuple()
                        .addArrayOfLong(order.heads())
                        .addInteger(Math.max(1, most / MAILS_OF_A_KEY))
                        .addInteger(most))
                .map(DueMail::changes));
  }

  Future<Duration> untilDue() {
    return statements.run(DueSql.UNTIL, Tuple.tuple()).map(rows -> Until.of(rows));
  }

  /** Each statement commits what it says: who asks again after a failure gets the same answers. */
  Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
    return requests.isEmpty()
        ? Future.succeededFuture(List.of())
        : asked
            .run(most -> take(requests.subList(0, Math.min(most, requests.size()))))
            .compose(
                first ->
                    takePasses(requests.subList(first.size(), requests.size()))
                        .map(others -> Stream.of(first, others).flatMap(List::stream).toList()));
  }

  private Future<List<SendDecision>> take(List<PassRequest> requests) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfLong(requests.stream().map(PassRequest::leaseId).toArray(Long[]::new))
            .addArrayOfUUID(requests.stream().map(PassRequest::mailId).toArray(UUID[]::new))
            .addArrayOfString(requests.stream().map(PassRequest::recipient).toArray(String[]::new))
            .addArrayOfString(requests.stream().map(PassRequest::template).toArray(String[]::new));
    return statements
        .run(DueSql.TAKE, values)
        .map(
            rows -> {
              Map<UUID, SendDecision> said = new HashMap<>();
              rows.forEach(
                  row ->
                      said.put(row.getUUID("mail"), SendDecision.parse(row.getString("verdict"))));
              return requests.stream()
                  .map(r -> said.getOrDefault(r.mailId(), SendDecision.GONE))
                  .toList();
            });
  }

  private static List<MailChange> changes(RowSet<Row> rows) {
    List<MailChange> changes = new ArrayList<>();
    rows.forEach(row -> changes.add(new MailChange(row.getUUID("id"), MailState.READY)));
    return changes;
  }
}
