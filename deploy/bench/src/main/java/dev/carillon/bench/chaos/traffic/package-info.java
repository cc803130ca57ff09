/**
 * Clients of the HTTP API, and what they were told. What a client was promised is all that the
 * verdict\n * demands.
 */
@NullMarked
package dev.carillon.bench.chaos.traffic;

import org.jspecify.annotations.NullMarked;
