/**
 * The commands of {@code carillon}, their options and what they print. Only what a person types or
 * reads may enter.
 */
@NullMarked
package dev.carillon.launcher.cli;

import org.jspecify.annotations.NullMarked;
