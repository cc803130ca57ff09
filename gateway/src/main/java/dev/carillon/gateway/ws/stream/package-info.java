/**
 * Streams of events over HTTP (the event stream of HTML), as clients of the fan-out. Turns and an
 * open response may enter; of routes and keys it knows nothing.
 */
@NullMarked
package dev.carillon.gateway.ws.stream;

import org.jspecify.annotations.NullMarked;
