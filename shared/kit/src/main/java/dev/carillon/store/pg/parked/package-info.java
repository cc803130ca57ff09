/**
 * Events of a schema's outbox that no consumer takes: listed, delivered again, dropped, and
 * forgotten in the end. What parks an event is the relay's and does not enter.
 */
@NullMarked
package dev.carillon.store.pg.parked;

import org.jspecify.annotations.NullMarked;
