package dev.carillon.users.domain;

import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.request.Scopes;
import io.vertx.core.Future;

/** The one rule of keys that their store does not know: nobody gives away what he has not. */
public final class KeyService {
  private final KeyStore keys;

  /** Over a store. */
  public KeyService(KeyStore keys) {
    this.keys = keys;
  }

  /**
   * Adds a key. FORBIDDEN if it could do something that its creator cannot.
   *
   * @param creator the name of the key that adds it
   * @param scopes what that key may do
   */
  public Future<ApiKey> create(CreateKey request, String creator, Scopes scopes) {
    return request.permissions().all().stream()
        .filter(wanted -> !scopes.covers(wanted))
        .findFirst()
        .<Future<ApiKey>>map(
            wanted ->
                Future.failedFuture(
                    Failure.of(
                        FailureCode.FORBIDDEN,
                        "A key cannot give another one a scope that it does not have itself: "
                            + wanted)))
        .orElseGet(() -> keys.create(request, creator));
  }
}
