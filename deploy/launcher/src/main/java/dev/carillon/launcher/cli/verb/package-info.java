/**
 * Verbs of the command line that are a request and the showing of its answer, as a table. A verb
 * that needs more than that is a command of its own, and does not enter.
 */
@NullMarked
package dev.carillon.launcher.cli.verb;

import org.jspecify.annotations.NullMarked;
