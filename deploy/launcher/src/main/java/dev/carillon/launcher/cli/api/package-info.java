/**
 * Where the API is that a command calls, and how it is asked. Only addresses, keys and requests of
 * commands may enter.
 */
@NullMarked
package dev.carillon.launcher.cli.api;

import org.jspecify.annotations.NullMarked;
