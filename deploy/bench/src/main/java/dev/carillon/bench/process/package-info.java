/** Processes that benchmarks and chaos start, stop and kill. */
@NullMarked
package dev.carillon.bench.process;

import org.jspecify.annotations.NullMarked;
