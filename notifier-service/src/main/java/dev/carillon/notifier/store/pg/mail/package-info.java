/**
 * Accepted mail on PostgreSQL, as it is read. Statements and rows only; what stores mail has a room
 * of its own, and decisions are the domain's.
 */
@NullMarked
package dev.carillon.notifier.store.pg.mail;

import org.jspecify.annotations.NullMarked;
