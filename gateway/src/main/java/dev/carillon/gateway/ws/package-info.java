/** WebSocket sessions and fan-out. */
@NullMarked
package dev.carillon.gateway.ws;

import org.jspecify.annotations.NullMarked;
