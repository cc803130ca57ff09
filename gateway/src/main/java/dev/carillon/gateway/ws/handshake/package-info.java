/**
 * How a request becomes a WebSocket: handshake, Origin, key and seat. It knows no protocol that is
 * spoken afterwards.
 */
@NullMarked
package dev.carillon.gateway.ws.handshake;

import org.jspecify.annotations.NullMarked;
