/**
 * Background loops: one pass after another on one context, with rests that somebody can end. Only
 * what paces passes may enter; what a pass does is its owner's.
 */
@NullMarked
package dev.carillon.async.loop;

import org.jspecify.annotations.NullMarked;
