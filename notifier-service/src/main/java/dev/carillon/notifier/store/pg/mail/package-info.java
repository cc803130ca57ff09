/** Accepted mail on PostgreSQL: stored, read, called back, tried again. */
@NullMarked
package dev.carillon.notifier.store.pg.mail;

import org.jspecify.annotations.NullMarked;
