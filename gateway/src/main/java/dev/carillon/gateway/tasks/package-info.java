/** Routes of background tasks. */
@NullMarked
package dev.carillon.gateway.tasks;

import org.jspecify.annotations.NullMarked;
