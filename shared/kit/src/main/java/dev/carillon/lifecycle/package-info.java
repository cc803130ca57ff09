/**
 * Parts that start in order and stop in reverse, their health, and the files that are read again
 * while they run. No part itself lives here.
 */
@NullMarked
package dev.carillon.lifecycle;

import org.jspecify.annotations.NullMarked;
