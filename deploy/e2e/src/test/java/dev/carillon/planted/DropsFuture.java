package dev.carillon.planted;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Drops a future: what the bytecode rule must find, once. */
final class DropsFuture {
  private DropsFuture() {}

  static void dropped(Promise<String> promise, Vertx vertx) {
    vertx.close();
    promise.future().onSuccess(text -> promise.tryComplete(text)); // fluent: not a drop
  }
}
