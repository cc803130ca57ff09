/**
 * The table of API keys: statements and rows behind the port of the domain. Hashes enter, never a
 * key.
 */
@NullMarked
package dev.carillon.users.store.pg.keys;

import org.jspecify.annotations.NullMarked;
