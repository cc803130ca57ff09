/**
 * The debug mode: failures that nobody handled, slow callbacks, leaks. Only what observes other
 * code and reports about it may enter; nothing here decides how work runs or ends.
 */
@NullMarked
package dev.carillon.async.debug;

import org.jspecify.annotations.NullMarked;
