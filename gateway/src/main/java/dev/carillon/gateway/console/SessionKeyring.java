package dev.carillon.gateway.console;

import dev.carillon.async.time.Timers;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.gateway.security.Keyring;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ring with the key of the session before all others. */
record SessionKeyring(Sessions sessions, Keyring others, Timers timers) implements Keyring {
  @Override
  public @Nullable Caller known(HashedKey key) {
    Caller caller = sessions.find(key);
    return caller == null ? others.known(key) : caller;
  }

  @Override
  public Future<Caller> check(String key, String address) {
    Caller caller = sessions.find(HashedKey.of(key));
    return caller == null ? others.check(key, address) : Future.succeededFuture(caller);
  }

  /** A session ends by the clock alone, or with the process. */
  @Override
  public Runnable watch(Caller caller, Consumer<End> ended) {
    if (!caller.name().equals(Sessions.NAME)) {
      return others.watch(caller, ended);
    }
    Duration left = sessions.left();
    Timers.Pending end =
        timers.after(left.isZero() ? Duration.ofMillis(1) : left, () -> ended.accept(End.REVOKED));
    return end::cancel;
  }
}
