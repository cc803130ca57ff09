/**
 * Compares what was promised with what arrived. Excuses come from the servers and from the history
 * of\n * the harness, never from the tables.
 */
@NullMarked
package dev.carillon.bench.chaos.verdict;

import org.jspecify.annotations.NullMarked;
