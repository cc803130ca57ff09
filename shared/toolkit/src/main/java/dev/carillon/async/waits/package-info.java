/**
 * Who waits for what, and who holds it: the tree of work and the cycles in it. Only what every
 * primitive that waits or holds has in common may enter.
 */
@NullMarked
package dev.carillon.async.waits;

import org.jspecify.annotations.NullMarked;
