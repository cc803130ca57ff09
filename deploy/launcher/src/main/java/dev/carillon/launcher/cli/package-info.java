/** The commands of {@code carillon}. */
@NullMarked
package dev.carillon.launcher.cli;

import org.jspecify.annotations.NullMarked;
