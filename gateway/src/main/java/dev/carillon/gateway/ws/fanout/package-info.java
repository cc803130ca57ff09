/**
 * How a message reaches every live client of a process: once into the process, once to each event
 * loop, once to each client for all that a turn of the loop brings. Messages and sinks may enter;
 * it knows no protocol, no key and no bus.
 */
@NullMarked
package dev.carillon.gateway.ws.fanout;

import org.jspecify.annotations.NullMarked;
