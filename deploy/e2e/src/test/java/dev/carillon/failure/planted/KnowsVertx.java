package dev.carillon.failure.planted;

import io.vertx.core.Vertx;

/** Breaks "failure knows no Vert.x". */
record KnowsVertx(Vertx vertx) {}
