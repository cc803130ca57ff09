/** Background loops. One pass after another on one context, with rests that somebody can end. */
@NullMarked
package dev.carillon.async.loop;

import org.jspecify.annotations.NullMarked;
