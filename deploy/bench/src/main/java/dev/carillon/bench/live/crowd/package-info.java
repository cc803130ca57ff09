/**
 * Many WebSocket clients in one process, each of which counts what it hears. May enter: sockets and
 * bytes; it knows nothing of who serves them.
 */
@NullMarked
package dev.carillon.bench.live.crowd;

import org.jspecify.annotations.NullMarked;
