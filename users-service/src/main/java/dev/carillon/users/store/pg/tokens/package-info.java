/**
 * The tables of signing keys, tickets and revocations: statements and rows behind the port of the
 * domain. No token and no ticket enters, only their ids and hashes.
 */
@NullMarked
package dev.carillon.users.store.pg.tokens;

import org.jspecify.annotations.NullMarked;
