/**
 * How a request becomes mail: recipient, rendered body, schedule, what happens to it. Decisions
 * only; stores and other services are reached through ports.
 */
@NullMarked
package dev.carillon.notifier.domain.accept;

import org.jspecify.annotations.NullMarked;
