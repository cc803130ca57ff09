/**
 * Erasures on PostgreSQL: what is called back, what goes, what is counted. Statements and rows
 * only; when an erasure is complete is the domain's.
 */
@NullMarked
package dev.carillon.notifier.store.pg.erasure;

import org.jspecify.annotations.NullMarked;
