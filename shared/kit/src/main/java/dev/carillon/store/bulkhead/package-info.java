/** The door to a store: how many may be inside, how many may wait, and what they waited. */
@NullMarked
package dev.carillon.store.bulkhead;

import org.jspecify.annotations.NullMarked;
