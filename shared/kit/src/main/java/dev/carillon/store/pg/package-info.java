/**
 * The PostgreSQL kit: connections, migrations, outbox, cursors, error mapping. Only what every
 * schema needs may enter; tables and statements of one service are in that service.
 */
@NullMarked
package dev.carillon.store.pg;

import org.jspecify.annotations.NullMarked;
