/**
 * Messages that others stored in transactions of their own, and that have no number yet: which of
 * them get one now. Whoever wants to know what is pending, and nothing about how it came there.
 */
@NullMarked
package dev.carillon.notifier.domain.topic.pending;

import org.jspecify.annotations.NullMarked;
