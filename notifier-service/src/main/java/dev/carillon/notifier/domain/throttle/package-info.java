/** Throttles, rules about SMTP servers, and what is held: the port to their tables. No SQL. */
@NullMarked
package dev.carillon.notifier.domain.throttle;

import org.jspecify.annotations.NullMarked;
