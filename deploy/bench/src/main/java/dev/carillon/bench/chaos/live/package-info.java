/**
 * Listeners of topics while processes are struck: who publishes, what clients of several kinds were
 * told, and whether that agrees. Nothing here strikes, and nothing asks the product what is true.
 */
@NullMarked
package dev.carillon.bench.chaos.live;

import org.jspecify.annotations.NullMarked;
