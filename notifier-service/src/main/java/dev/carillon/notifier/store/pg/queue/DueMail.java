package dev.carillon.notifier.store.pg.queue;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Puts mail into the queue whose time has come, and parked mail that has a pass. */
final class DueMail {
  /** Longer would keep others from the rows. */
  private static final int PROMOTED_AT_ONCE = 10_000;

  private static final int KEYS_AT_ONCE = 500;
  private static final int RELEASED_AT_ONCE = 2_000;

  private final Statements statements;
  private final ClaimOrder order;
  private final DueFloor floor;

  DueMail(Statements statements, ClaimOrder order, Clocks clocks) {
    this.statements = statements;
    this.order = order;
    this.floor = new DueFloor(clocks);
  }

  /** All of them, the most urgent first. */
  static Short[] lanes() {
    return new Short[] {0, 1, 2};
  }

  Future<List<MailChange>> promote() {
    return meet()
        .compose(v -> sweep())
        .compose(v -> statements.run(DueSql.PROMOTE, promotion()))
        .map(
            rows -> {
              rows.forEach(row -> order.place(row.getShort("lane"), row.getString("sender"), 1));
              floor.promoted(rows, PROMOTED_AT_ONCE);
              return changes(rows);
            });
  }

  private Tuple promotion() {
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
    return Tuple.of(PROMOTED_AT_ONCE)
        .addArrayOfLong(order.heads())
        .addArrayOfShort(lanes.toArray(Short[]::new))
        .addArrayOfString(senders.toArray(String[]::new))
        .addArrayOfLong(places.toArray(Long[]::new))
        .addArrayOfOffsetDateTime(floor.times())
        .addArrayOfUUID(floor.ids());
  }

  /** Tells other processes how far this one has come, and hears it of them. */
  private Future<Void> meet() {
    return statements
        .run(DueSql.MEET, Tuple.tuple().addArrayOfShort(lanes()).addArrayOfLong(order.heads()))
        .onSuccess(rows -> rows.forEach(r -> order.heads(r.getShort("lane"), r.getLong("pos"))))
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
    return statements
        .run(
            DueSql.RELEASE,
            Tuple.tuple()
                .addArrayOfLong(order.heads())
                .addInteger(KEYS_AT_ONCE)
                .addInteger(RELEASED_AT_ONCE))
        .map(DueMail::changes);
  }

  Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
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
