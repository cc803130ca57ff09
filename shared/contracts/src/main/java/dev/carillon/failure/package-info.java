/**
 * Expected failures, their codes, and the checks that find them in input. Plain values and pure
 * checks may enter; nothing here knows Vert.x, HTTP or the bus.
 */
@NullMarked
package dev.carillon.failure;

import org.jspecify.annotations.NullMarked;
