/**
 * The main class of {@code carillon}. Only the entry point lives here; commands and nodes have
 * packages of their own.
 */
@NullMarked
package dev.carillon.launcher;

import org.jspecify.annotations.NullMarked;
