/**
 * What servers said to an attempt, as it is stored in few bytes and read again, and as a trace
 * shows it. Only the forms of it may enter: who notes it and where it is kept is for others.
 */
@NullMarked
package dev.carillon.notifier.domain.trace;

import org.jspecify.annotations.NullMarked;
