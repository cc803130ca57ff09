package dev.carillon.faults;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Something that can be broken on purpose, and be whole again.
 *
 * @param name in paths: small letters, digits and dashes
 * @param what it does, a sentence for people
 * @param begin breaks it; from any thread, never twice without an end in between
 * @param end makes it whole; also after a begin that failed
 */
public record Fault(String name, String what, Supplier<Future<?>> begin, Supplier<Future<?>> end) {}
