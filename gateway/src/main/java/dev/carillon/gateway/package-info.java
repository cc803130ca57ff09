/**
 * HTTP and WebSocket in, event bus out. Here is only what puts the gateway together; routes and
 * protocols have packages of their own.
 */
@NullMarked
package dev.carillon.gateway;

import org.jspecify.annotations.NullMarked;
