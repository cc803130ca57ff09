package dev.carillon.notifier.store.pg.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.broadcasts.Broadcast;
import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.broadcasts.BroadcastSpec;
import dev.carillon.contract.broadcasts.DeleteBroadcast;
import dev.carillon.contract.broadcasts.ListBroadcasts;
import dev.carillon.contract.broadcasts.PutBroadcast;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a tick guarantees however many nodes ask for it. On a real PostgreSQL. */
class TickIT extends QueueTables {
  @Test
  void aTickFiresOnceHoweverManyNodesRace() {
    asOwner("update broadcast set next_at = clock_now() - interval '1 ms'");
    List<Future<Integer>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      racers.add(stores.broadcasts().fireDue(() -> {}));
    }
    Future.join(racers).await();
    assertThat(racers.stream().mapToInt(Future::result).sum()).isEqualTo(1);
  }

  @Test
  void aTickOfAScheduleThatWasReplacedMeanwhileDoesNotFire() {
    DueBroadcasts broadcasts = new DueBroadcasts(stores.clients().pool(1, Map.of()));
    for (String change :
        List.of(
            "version = version + 1",
            "next_at = next_at - interval '1 us'",
            "passed_at = next_at - interval '10 s'")) {
      due();
      Row due = broadcasts.pool().query(BroadcastSql.DUE).execute().await().iterator().next();
      asOwner("update broadcast set " + change);
      assertThat(broadcasts.fire(due).await()).as(change).isZero();
      assertThat(fireDue()).as("the next look").isEqualTo(1);
    }
  }

  /** Who changes one holds its row until the change is made. */
  @Test
  void oneThatSomebodyHoldsAndOneThatFailsKeepNoOther() throws Exception {
    put("held", spec());
    put("impossible", spec());
    asOwner(
        """
        create function refuse() returns trigger language plpgsql
          as 'begin raise exception ''on purpose''; end';
        create trigger refuse before insert on broadcast_tick for each row
          when (new.name = 'impossible') execute function refuse();
        """);
    due();
    asOwner(
        "update broadcast set next_at = next_at - interval '1 ms' where name <> 'periodic-update'");
    AtomicInteger told = new AtomicInteger();
    try (Connection changing = connect("CARILLON_NOTIFIER_MIGRATION_URL")) {
      changing.setAutoCommit(false);
      try (Statement change = changing.createStatement()) {
        change.execute("update notifier.broadcast set topic = 'other' where name = 'held'");
      }
      assertThat(cause(stores.broadcasts().fireDue(told::incrementAndGet))).isNotNull();
      assertThat(told).hasValue(1);
      changing.commit();
    }
    assertThat(cause(stores.broadcasts().fireDue(told::incrementAndGet))).isNotNull();
    assertThat(told).hasValue(2);
    asOwner("drop trigger refuse on broadcast_tick; drop function refuse()");
    delete("held").await();
    delete("impossible").await();
  }

  private static void due() {
    asOwner("update broadcast set next_at = clock_now() - interval '1 ms', passed_at = null");
  }

  private static int fireDue() {
    return stores.broadcasts().fireDue(() -> {}).await();
  }

  /** As installations of before have it. */
  @Test
  void whereTheBuiltInOneWasDeletedAPutMakesItAgain() {
    asOwner("delete from broadcast");
    BroadcastSpec spec = spec();
    assertThat(stores.broadcasts().fireDue(() -> {}).await()).isZero();
    assertThat(failure(delete("periodic-update")).code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(put("periodic-update", spec).version()).isEqualTo(1);
    assertThat(failure(delete("periodic-update")).code()).isEqualTo(FailureCode.CONFLICT);
  }

  @Test
  void aVersionIsNeverUsedAgain() {
    for (int round = 0; round < 3; round++) {
      assertThat(put("again", spec()).version()).isEqualTo(2L * round + 1);
      assertThat(put("again", spec()).version()).isEqualTo(2L * round + 2);
      delete("again").await();
    }
  }

  /** A version before took these, and the names of zones come and go. */
  @Test
  void aScheduleThatCannotBeReadAnyMoreKeepsNoOther() {
    put("backwards", daily("0 0 8 * * *", "UTC"));
    put("nowhere", daily("0 8 * * *", "Europe/Berlin"));
    asOwner("update broadcast set cron = '0 0 8 * * SAT-FRI,MON' where name = 'backwards'");
    asOwner("update broadcast set zone = 'Europe/Nowhere' where name = 'nowhere'");
    asOwner("update broadcast set next_at = clock_now() - interval '1 ms'");
    assertThat(stores.broadcasts().fireDue(() -> {}).await()).as("the built-in one").isEqualTo(1);
    assertThat(
            stores.broadcasts().list(new ListBroadcasts(new PageRequest(10, null))).await().items())
        .filteredOn(broadcast -> !broadcast.name().equals("periodic-update"))
        .hasSize(2)
        .allSatisfy(broadcast -> assertThat(broadcast.next()).isEmpty());
    assertThat(put("backwards", daily("0 0 8 * * SUN-MON", "UTC")).next()).isNotEmpty();
    delete("backwards").await();
    delete("nowhere").await();
  }

  private static BroadcastSpec daily(String cron, String zone) {
    return new BroadcastSpec("news", Doc.object(), null, cron, zone, null, null, null);
  }

  private static Broadcast put(String name, BroadcastSpec spec) {
    return stores.broadcasts().put(new PutBroadcast(name, spec, null, false), ADA).await();
  }

  private static Future<Void> delete(String name) {
    return stores.broadcasts().delete(new DeleteBroadcast(name, null));
  }

  private static BroadcastSpec spec() {
    return new BroadcastSpec(
        "news", Doc.object(), Duration.ofDays(1), null, null, null, null, null);
  }

  private static Failure failure(Future<?> refused) {
    return (Failure) cause(refused);
  }

  private static Throwable cause(Future<?> failed) {
    return failed.<Throwable>transform(r -> Future.succeededFuture(r.cause())).await();
  }

  @Test
  void everyEventThatAStatementWritesIsReadAsItsRecordAndToldInUtc() {
    asOwner("update broadcast set next_at = clock_now() - interval '1 ms'");
    stores.broadcasts().fireDue(() -> {}).await();
    Pool pool = stores.clients().pool(1, Map.of());
    pool.preparedQuery(BroadcastSql.RUN).execute(Tuple.of("periodic-update", null, "ops")).await();
    List<String> payloads = new ArrayList<>();
    pool.query("select payload::text from outbox order by seq")
        .execute()
        .await()
        .forEach(row -> payloads.add(row.getString(0)));
    pool.close().await();
    assertThat(payloads).hasSize(2);
    for (String payload : payloads) {
      BroadcastFired event = Json.read(payload, BroadcastFired.class);
      assertThat(event.payload().isObject()).isTrue();
      assertThat(Json.text(event).replaceFirst("\\.?0*Z", ""))
          .isEqualTo(Json.text(Json.read(payload, Doc.class)).replaceFirst("\\.?0*[+]00:00", ""));
      assertThat(event.fireAt()).endsWith("Z");
    }
  }
}
