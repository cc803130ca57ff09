/**
 * The figures of the promise: what was accepted, what became of it, and what waits. Wraps the ports
 * of {@code domain} and counts what passes after it was committed; decides nothing, and knows no
 * store.
 */
@NullMarked
package dev.carillon.notifier.meter;

import org.jspecify.annotations.NullMarked;
