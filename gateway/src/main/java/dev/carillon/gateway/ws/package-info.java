/**
 * WebSocket sessions, the protocol {@code carillon.v1.json} and the fan-out of events to
 * subscribers. Only bus events and client frames may enter; nothing is stored.
 */
@NullMarked
package dev.carillon.gateway.ws;

import org.jspecify.annotations.NullMarked;
