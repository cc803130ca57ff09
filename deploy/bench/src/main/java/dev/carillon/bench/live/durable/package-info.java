/**
 * What it costs to publish what is kept, beside a bare INSERT of the same rows. May enter: whatever
 * asks a server by its port or a database by its URL; nothing of the product's own code.
 */
@NullMarked
package dev.carillon.bench.live.durable;

import org.jspecify.annotations.NullMarked;
