package dev.carillon.store.pg.idempotency;

import dev.carillon.request.IdempotencyKey;
import io.vertx.sqlclient.Tuple;

/** A key as the values of statements. */
record Claim(IdempotencyKey used) {
  static Claim of(IdempotencyKey key) {
    return new Claim(key);
  }

  Tuple key() {
    return Tuple.of(used.principal(), used.operation(), used.key());
  }

  Tuple values() {
    return key().addBuffer(used.fingerprint());
  }

  String scope() {
    return used.principal() + '\n' + used.operation() + '\n' + used.key();
  }
}
