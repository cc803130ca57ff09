package dev.carillon.store.pg.idempotency;

import dev.carillon.json.Json;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A key with the fingerprint of the request that it is used for. */
record Claim(IdempotencyKey used, Buffer fingerprint) {
  static Claim of(IdempotencyKey key) {
    try {
      byte[] request = Json.bytes(key.request());
      return new Claim(key, Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(request)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  Tuple key() {
    return Tuple.of(used.principal(), used.operation(), used.key());
  }

  Tuple values() {
    return key().addBuffer(fingerprint);
  }

  String scope() {
    return used.principal() + '\n' + used.operation() + '\n' + used.key();
  }
}
