/** Background loops. */
@NullMarked
package dev.carillon.async.loop;

import org.jspecify.annotations.NullMarked;
