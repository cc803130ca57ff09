/**
 * The list of erasures on PostgreSQL, and the audit of how much was erased. Statements and rows
 * only; what an erasure reaches is the domain's.
 */
@NullMarked
package dev.carillon.users.store.pg.erasure;

import org.jspecify.annotations.NullMarked;
