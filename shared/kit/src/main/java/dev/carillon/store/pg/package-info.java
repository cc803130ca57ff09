/**
 * The PostgreSQL kit: connections, migrations, outbox, cursors, error mapping. One kit, one set of
 * tables per schema.
 */
@NullMarked
package dev.carillon.store.pg;

import org.jspecify.annotations.NullMarked;
