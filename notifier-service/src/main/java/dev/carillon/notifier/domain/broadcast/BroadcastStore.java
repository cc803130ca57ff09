package dev.carillon.notifier.domain.broadcast;

import dev.carillon.contract.broadcasts.Broadcast;
import dev.carillon.contract.broadcasts.BroadcastPage;
import dev.carillon.contract.broadcasts.DeleteBroadcast;
import dev.carillon.contract.broadcasts.FiredBroadcast;
import dev.carillon.contract.broadcasts.GetBroadcast;
import dev.carillon.contract.broadcasts.ListBroadcasts;
import dev.carillon.contract.broadcasts.ListTicks;
import dev.carillon.contract.broadcasts.PutBroadcast;
import dev.carillon.contract.broadcasts.RunBroadcast;
import dev.carillon.contract.broadcasts.TickPage;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The broadcast schedules. */
public interface BroadcastStore {
  /**
   * Fires what is due by the database's clock: per tick one row, one event in the outbox, and the
   * next time, in one transaction for each broadcast. However many nodes call, a tick fires once.
   * One that fails keeps no other; the call fails when all were tried.
   *
   * @param fired told after each broadcast of which this call has fired ticks, also if it fails
   * @return how many ticks this call fired
   */
  Future<Integer> fireDue(Runnable fired);

  /** How long nothing will be due. */
  Future<Duration> untilDue();

  /**
   * Fires one now, beside its schedule: the tick, its event and the answer under the key, if there
   * is one, in one transaction. NOT_FOUND.
   */
  Future<FiredBroadcast> run(RunBroadcast request, Actor by, @Nullable IdempotencyKey key);

  /**
   * Makes or replaces one, which says by whom. The times begin anew if they were changed. INVALID,
   * PRECONDITION.
   */
  Future<Broadcast> put(PutBroadcast request, Actor by);

  /** Reads one. NOT_FOUND. */
  Future<Broadcast> get(GetBroadcast request);

  /** Lists them by name. */
  Future<BroadcastPage> list(ListBroadcasts request);

  /** Deletes one; its version is never used again. NOT_FOUND, PRECONDITION, CONFLICT. */
  Future<Void> delete(DeleteBroadcast request);

  /** The ticks that one has fired, the latest first. NOT_FOUND without a broadcast or a tick. */
  Future<TickPage> ticks(ListTicks request);
}
