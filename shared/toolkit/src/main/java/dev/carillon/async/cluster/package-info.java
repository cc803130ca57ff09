/**
 * Savings across a cluster. An optimisation only: nothing that must be right may rest on it, since
 * a cluster map can split.
 */
@NullMarked
package dev.carillon.async.cluster;

import org.jspecify.annotations.NullMarked;
