package dev.carillon.gateway.security;

import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Knows who holds which key. Thread-safe. */
public interface Keyring {
  /** Why a key is of no use any more. */
  enum End {
    /** It was revoked, has expired, or may do other things than before. */
    REVOKED,
    /** For too long nobody could say whether it is still good. */
    UNCHECKED
  }

  /** The holder of a key, if that is known without asking anybody; else null. */
  @Nullable Caller known(HashedKey key);

  /**
   * The holder of a key. UNAUTHENTICATED if nobody holds it; UNAVAILABLE if nobody can say so at
   * the moment; RATE_LIMITED if the address has shown too many keys; FORBIDDEN if it has the name
   * of another key.
   *
   * @param address of whoever shows the key
   */
  Future<Caller> check(String key, String address);

  /**
   * Tells once, on the context that asks now, when the caller's key ends; at once if it has ended
   * since it was found.
   *
   * @return stops telling
   */
  Runnable watch(Caller caller, Consumer<End> ended);
}
