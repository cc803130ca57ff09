/** The debug mode: failures that nobody handled, slow callbacks, leaks. */
@NullMarked
package dev.carillon.async.debug;

import org.jspecify.annotations.NullMarked;
