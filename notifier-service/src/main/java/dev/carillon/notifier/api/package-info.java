/**
 * What answers the contracts of notifier-service: a call becomes an actor, a key, a deadline and
 * the ports that act for the caller. No decision and no SQL.
 */
@NullMarked
package dev.carillon.notifier.api;

import org.jspecify.annotations.NullMarked;
