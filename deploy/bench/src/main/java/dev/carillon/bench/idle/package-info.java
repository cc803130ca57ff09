/**
 * What Carillon costs while nobody uses it, and how soon it is there. Only processes as people
 * start them may enter: nothing here runs within the benchmark.
 */
@NullMarked
package dev.carillon.bench.idle;

import org.jspecify.annotations.NullMarked;
