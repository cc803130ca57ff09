package dev.carillon.notifier.store.pg.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a tick guarantees however many nodes ask for it. On a real PostgreSQL. */
class TickIT extends QueueTables {
  @Test
  void aTickFiresOnceHoweverManyNodesRace() {
    asOwner("update broadcast set next_at = clock_now() - interval '1 ms'");
    List<Future<Integer>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      racers.add(stores.broadcasts().fireDue());
    }
    Future.join(racers).await();
    assertThat(racers.stream().mapToInt(Future::result).sum()).isEqualTo(1);
  }

  @Test
  void everyEventThatAStatementWritesIsReadAsItsRecordAndToldAsItStandsThere() {
    asOwner("update broadcast set next_at = clock_now() - interval '1 ms'");
    stores.broadcasts().fireDue().await();
    Pool pool = stores.clients().pool(1, Map.of());
    pool.preparedQuery(BroadcastSql.RUN).execute(Tuple.of("periodic-update")).await();
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
      assertThat(Json.text(event)).isEqualTo(Json.text(Json.read(payload, Doc.class)));
    }
  }
}
