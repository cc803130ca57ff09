/**
 * How accepted mail comes into PostgreSQL: together or alone, into the queue, a window or a
 * worker's hands, with the answers that keys of callers get. Statements and rows only; decisions
 * are the domain's.
 */
@NullMarked
package dev.carillon.notifier.store.pg.accept;

import org.jspecify.annotations.NullMarked;
