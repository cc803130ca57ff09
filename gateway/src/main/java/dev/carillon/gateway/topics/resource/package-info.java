/**
 * One user or one mail as a stream of events: what it is now, and again whenever that has changed.
 * How it is read is said by its routes; nothing here knows what it is.
 */
@NullMarked
package dev.carillon.gateway.topics.resource;

import org.jspecify.annotations.NullMarked;
