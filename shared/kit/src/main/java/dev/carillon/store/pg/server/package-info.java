/**
 * The servers that hold a schema, and the one among them that takes writes. What a URL says and
 * what follows from a server that became read-only may enter, no statement of a store.
 */
@NullMarked
package dev.carillon.store.pg.server;

import org.jspecify.annotations.NullMarked;
