package dev.carillon.notifier.store.pg.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
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
}
