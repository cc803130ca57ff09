/**
 * A WebSocket on the wire: frames in and out, what waits to be written, the cut. The only room that
 * knows what lies beneath a Vert.x WebSocket; of topics and keys nothing may enter.
 */
@NullMarked
package dev.carillon.gateway.ws.socket;

import org.jspecify.annotations.NullMarked;
