package dev.carillon.notifier.domain.control;

import dev.carillon.contract.Answered;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes mail that waits or was given up, and writes down who had it changed. Futures complete
 * after the commit.
 */
public interface ControlStore {
  /**
   * Takes a mail out of where it waits, for good.
   *
   * @param why what its last state says
   */
  Future<ChangeResult> cancel(UUID id, String why);

  /** Lets a mail that waits wait until another moment. */
  Future<ChangeResult> reschedule(UUID id, Instant at, Actor by);

  /** Reads one with its attempts, as it is after the changes of this store. NOT_FOUND. */
  Future<Mail> get(UUID id);

  /**
   * Does a change under a key, once: what it does on the store that it is given is committed with
   * its answer. The same request under the same key gets that answer again, or the refusal that it
   * got. Without a key it is simply done. IN_PROGRESS, IDEMPOTENCY_MISMATCH.
   */
  <R> Future<Answered<R>> once(
      @Nullable IdempotencyKey key, Class<R> type, Function<ControlStore, Future<R>> change);

  /** Makes one ready again that was given up; false if it was not. */
  Future<Boolean> retry(UUID id, Actor by);

  /**
   * The other mail that has the dedup key that a mail had: it waits or was sent, so that this one
   * cannot be tried again; null if there is none.
   */
  default Future<@Nullable UUID> keyHolder(UUID id) {
    return Future.succeededFuture();
  }

  /**
   * What was given up, the oldest first.
   *
   * @param after only what stands behind this one
   * @param until only what was given up by then; null for now
   */
  default Future<List<GivenUp>> givenUp(
      MailState state, @Nullable GivenUp after, @Nullable Instant until, int limit) {
    return Future.succeededFuture(List.of());
  }

  /** Makes these ready again, those that still are given up and can be; how many. */
  default Future<Integer> retryThese(List<UUID> ids, Actor by) {
    return Future.succeededFuture(0);
  }

  /** Makes ready again what was given up, the oldest first; how many. */
  Future<Integer> retryAll(MailState state, int limit, Actor by);
}
