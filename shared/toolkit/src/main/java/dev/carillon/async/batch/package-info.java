/**
 * Sharing and placing work: batches of one turn of the event loop, one flight per key, resources,
 * blocking work.
 */
@NullMarked
package dev.carillon.async.batch;

import org.jspecify.annotations.NullMarked;
