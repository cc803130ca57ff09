/**
 * A subscription that misses nothing silently: what came before it is read from the store, what
 * comes live is checked by its number, and what cannot be had is said to be missing. The state of
 * one subscription, and the reads that subscriptions share; no sockets.
 */
@NullMarked
package dev.carillon.gateway.topics.resume;

import org.jspecify.annotations.NullMarked;
