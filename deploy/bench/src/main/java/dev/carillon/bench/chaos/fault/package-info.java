/**
 * Faults that are planted into the database of a run from outside, to see that they are found.
 * They\n * are triggers and statements of the harness; the product does not know of them.
 */
@NullMarked
package dev.carillon.bench.chaos.fault;

import org.jspecify.annotations.NullMarked;
