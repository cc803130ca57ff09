/**
 * Counts of what goes over the bus, for whoever tells operators. Numbers only: no message, and no
 * decision that follows from them.
 */
@NullMarked
package dev.carillon.bus.calls;

import org.jspecify.annotations.NullMarked;
