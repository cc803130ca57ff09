/**
 * Carries the events of a schema's outbox to their consumers, from one process at a time. The
 * outbox, its leader and its passes may enter; who gets the events is told from outside.
 */
@NullMarked
package dev.carillon.store.pg.outbox;

import org.jspecify.annotations.NullMarked;
