/**
 * What benchmarks say: goals, and the page that they make together. Nothing that measures may
 * enter.
 */
@NullMarked
package dev.carillon.bench.report;

import org.jspecify.annotations.NullMarked;
