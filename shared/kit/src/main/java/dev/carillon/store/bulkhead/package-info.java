/**
 * The door to a store: how many may be inside, how many may wait, and what they waited. Only
 * admission, the breaker and their metrics may enter; nothing here knows which store is behind the
 * door.
 */
@NullMarked
package dev.carillon.store.bulkhead;

import org.jspecify.annotations.NullMarked;
