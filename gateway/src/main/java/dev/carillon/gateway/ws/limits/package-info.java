/**
 * What live clients may take: places, sockets of a key, bytes that wait, and why a connection ends.
 * Settings and numbers may enter; it knows no socket and no frame.
 */
@NullMarked
package dev.carillon.gateway.ws.limits;

import org.jspecify.annotations.NullMarked;
