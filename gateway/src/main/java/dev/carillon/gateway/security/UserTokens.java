package dev.carillon.gateway.security;

import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Knows what tokens and tickets of end users are good. Thread-safe. */
public interface UserTokens {
  /** Whether a text looks like a token, good or not: it is no API key. */
  static boolean isToken(String text) {
    return text.indexOf('.') >= 0;
  }

  /** The holder of a token that was checked before and is still good; else null. */
  @Nullable Caller known(String token);

  /**
   * The holder of a token. UNAUTHENTICATED if it is not good; UNAVAILABLE if nobody can say so at
   * the moment; RATE_LIMITED if the address has shown too many that are not.
   *
   * @param address of whoever shows it
   */
  Future<Caller> check(String token, String address);

  /** Takes a ticket, which is of no use afterwards, whatever the answer. Failures as above. */
  Future<Caller> redeem(String ticket, String address);

  /** Tells once when a caller's token ends; see {@link Keyring#watch}. */
  Runnable watch(Caller caller, Consumer<Keyring.End> ended);
}
