/** Expected failures, and the checks that find them. Knows nothing of Vert.x. */
@NullMarked
package dev.carillon.failure;

import org.jspecify.annotations.NullMarked;
