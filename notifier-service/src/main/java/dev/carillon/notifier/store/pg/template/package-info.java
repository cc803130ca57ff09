/** Templates and their versions on PostgreSQL. Statements and rows only. */
@NullMarked
package dev.carillon.notifier.store.pg.template;

import org.jspecify.annotations.NullMarked;
