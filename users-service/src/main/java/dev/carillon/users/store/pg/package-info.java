/**
 * Users, their audit and their events on PostgreSQL: statements, rows, group commit and batches.
 * Actors, idempotency keys and the domain's types may enter; no bus, no call, no endpoint.
 */
@NullMarked
package dev.carillon.users.store.pg;

import org.jspecify.annotations.NullMarked;
