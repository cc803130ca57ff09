/**
 * notifier-service put together: the verticle, its settings, its stores, endpoints and loops, and
 * the order in which they start. No decision about mail, and no SQL but in the opening of stores.
 */
@NullMarked
package dev.carillon.notifier;

import org.jspecify.annotations.NullMarked;
