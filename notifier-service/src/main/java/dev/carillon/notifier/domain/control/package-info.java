/**
 * Changing what was accepted: call back, re-schedule, try again. The story of looking for a mail
 * that moves, and the port to the tables; processes are asked through a port.
 */
@NullMarked
package dev.carillon.notifier.domain.control;

import org.jspecify.annotations.NullMarked;
