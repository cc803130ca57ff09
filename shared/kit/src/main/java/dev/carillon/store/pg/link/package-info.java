/**
 * The TCP side of connections to PostgreSQL: how long one may be silent, and what ends it. The
 * inside of the client's connections may enter, no statement and no pool.
 */
@NullMarked
package dev.carillon.store.pg.link;

import org.jspecify.annotations.NullMarked;
