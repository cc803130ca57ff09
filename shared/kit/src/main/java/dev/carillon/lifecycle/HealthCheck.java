package dev.carillon.lifecycle;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * A question about one thing that a service needs.
 *
 * @param name such as {@code "postgres users"}
 * @param check succeeds while the thing works; its result is not looked at
 */
public record HealthCheck(String name, Supplier<Future<?>> check) {}
