/**
 * Topics: what may be published where, what is committed together, and what is kept for how long.
 * Decisions and ports; who subscribes is the gateway's business, and how it is stored that of the
 * store.
 */
@NullMarked
package dev.carillon.notifier.domain.topic;

import org.jspecify.annotations.NullMarked;
