/** Savings across a cluster, never for correctness. */
@NullMarked
package dev.carillon.async.cluster;

import org.jspecify.annotations.NullMarked;
