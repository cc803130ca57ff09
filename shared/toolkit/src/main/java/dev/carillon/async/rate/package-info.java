/** Rate limits, debouncing and throttling. Arithmetic stands apart from waiting. */
@NullMarked
package dev.carillon.async.rate;

import org.jspecify.annotations.NullMarked;
