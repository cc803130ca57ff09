/**
 * What services are asked about events that none of their consumers takes. Records and the
 * constants of their contracts only; the same contracts are there for each service that has an
 * outbox.
 */
@NullMarked
package dev.carillon.contract.events;

import org.jspecify.annotations.NullMarked;
