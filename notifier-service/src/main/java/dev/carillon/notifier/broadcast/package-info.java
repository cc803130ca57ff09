/** Periodic broadcasts: one tick in the whole cluster. */
@NullMarked
package dev.carillon.notifier.broadcast;

import org.jspecify.annotations.NullMarked;
