/**
 * The clock of schedules of a database that is all our own. Only what asks its tables as their
 * owner may enter.
 */
@NullMarked
package dev.carillon.embedded.schedule;

import org.jspecify.annotations.NullMarked;
