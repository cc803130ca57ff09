package dev.carillon.notifier.domain.throttle;

import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.contract.throttles.Held;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.contract.throttles.Throttle;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Throttles, what was decided about servers, and what waits for either. */
public interface ThrottleStore {
  /** Makes or changes a throttle; what it held is due at once, and looked at anew. */
  Future<Throttle> putThrottle(Throttle throttle);

  /** Ends a throttle, and lets go what it held. NOT_FOUND. */
  Future<Void> deleteThrottle(String name);

  /** All throttles, by name. */
  Future<List<Throttle>> throttles();

  /** The servers about which something was decided. */
  Future<List<SmtpServerRule>> servers();

  /** Decides about a server. */
  Future<SmtpServerRule> putServer(SmtpServerRule rule);

  /** Open windows and held mail. */
  Future<Held> held();

  /** Lets the mail of a window go now. NOT_FOUND if none waits there. */
  Future<Answered<Done>> closeWindow(UUID id, Actor by, @Nullable IdempotencyKey key);

  /**
   * Looks anew at what is parked at throttles that are gone, where whoever ended them did not come
   * to it; of so many keys, whether there may be more.
   */
  Future<Boolean> wakeLeft(int limit);

  /** Forgets what throttles let through long ago, of so many keys; whether there may be more. */
  Future<Boolean> forget(int limit);
}
