/**
 * Sharing and placing work: batches of one turn of the event loop, group commit, one flight per
 * key, resources, blocking work. Only what runs the work of others may enter; nothing here knows
 * what that work is.
 */
@NullMarked
package dev.carillon.async.batch;

import org.jspecify.annotations.NullMarked;
