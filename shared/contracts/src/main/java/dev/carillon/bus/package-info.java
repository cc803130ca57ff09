/**
 * The typed event bus: contracts, topics, calls. The only place that touches {@code
 * vertx.eventBus()}.
 */
@NullMarked
package dev.carillon.bus;

import org.jspecify.annotations.NullMarked;
