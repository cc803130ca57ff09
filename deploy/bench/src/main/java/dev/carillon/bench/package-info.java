/** Benchmarks with their baselines in the same run. */
@NullMarked
package dev.carillon.bench;

import org.jspecify.annotations.NullMarked;
