/**
 * Processes with notifier and gateway, each behind a proxy of its own to PostgreSQL. Whoever
 * stops,\n * kills or cuts one off does it here, so that it is written down.
 */
@NullMarked
package dev.carillon.bench.chaos.fleet;

import org.jspecify.annotations.NullMarked;
