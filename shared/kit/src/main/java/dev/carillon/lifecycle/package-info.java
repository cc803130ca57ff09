/** Parts that start in order and stop in reverse, and their health. No part itself lives here. */
@NullMarked
package dev.carillon.lifecycle;

import org.jspecify.annotations.NullMarked;
