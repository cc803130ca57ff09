/**
 * How consumers outside the product take events for good, and what services are asked about events
 * that none of their consumers takes. Records and contracts only; those of parked events are there
 * for each service that has an outbox.
 */
@NullMarked
package dev.carillon.contract.events;

import org.jspecify.annotations.NullMarked;
