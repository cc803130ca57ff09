/**
 * {@code bench compare}: what a unit of work costs here and in another checkout, measured in turns.
 * May enter: whatever starts a product as a process and speaks HTTP and SQL to it; nothing that
 * calls the product's own code, which is different in another checkout.
 */
@NullMarked
package dev.carillon.bench.compare;

import org.jspecify.annotations.NullMarked;
