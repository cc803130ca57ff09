/**
 * The list of erasures on PostgreSQL, the audit of how much was erased, and the end of all audit.
 * Statements and rows only; what an erasure reaches is the domain's.
 */
@NullMarked
package dev.carillon.users.store.pg.erasure;

import org.jspecify.annotations.NullMarked;
