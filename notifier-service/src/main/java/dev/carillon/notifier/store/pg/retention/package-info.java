/**
 * Retention on PostgreSQL: calls the functions of the tables' owner, who alone may delete mail. No
 * other statement may enter.
 */
@NullMarked
package dev.carillon.notifier.store.pg.retention;

import org.jspecify.annotations.NullMarked;
