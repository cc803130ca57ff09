/**
 * Outgoing HTTP requests, with allowed hosts, limits, retries and breakers. It knows no route;
 * whoever needs another server asks through it.
 */
@NullMarked
package dev.carillon.gateway.upstream;

import org.jspecify.annotations.NullMarked;
