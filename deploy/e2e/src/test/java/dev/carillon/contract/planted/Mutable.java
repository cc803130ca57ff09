package dev.carillon.contract.planted;

import io.vertx.core.json.JsonObject;

/** Breaks "contracts are immutable". */
record Mutable(JsonObject body) {}
