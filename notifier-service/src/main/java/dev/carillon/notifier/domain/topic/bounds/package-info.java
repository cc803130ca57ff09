/**
 * What topics may take, of whoever publishes: how often, how much that waits, how many of them.
 * Counting only; what is done about a refusal is for who asked.
 */
@NullMarked
package dev.carillon.notifier.domain.topic.bounds;

import org.jspecify.annotations.NullMarked;
