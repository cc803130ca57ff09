/**
 * The queue as verbs, and the decision what follows from the end of an attempt. Values, ports and
 * pure policy only.
 */
@NullMarked
package dev.carillon.notifier.domain.queue;

import org.jspecify.annotations.NullMarked;
