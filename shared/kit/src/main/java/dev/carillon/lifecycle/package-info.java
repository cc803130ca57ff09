/** Parts that start in order and stop in reverse, and their health. */
@NullMarked
package dev.carillon.lifecycle;

import org.jspecify.annotations.NullMarked;
