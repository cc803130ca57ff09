/** Throttles, rules about SMTP servers, and what is held: the port. No SQL. */
@NullMarked
package dev.carillon.notifier.domain.throttle;

import org.jspecify.annotations.NullMarked;
