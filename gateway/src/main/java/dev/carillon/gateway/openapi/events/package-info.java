/**
 * The description of what is told rather than asked for: topics of the bus, frames of WebSockets,
 * streams of events. Nothing that tells any of it may enter.
 */
@NullMarked
package dev.carillon.gateway.openapi.events;

import org.jspecify.annotations.NullMarked;
