/**
 * The live client of a JVM program: topics over one connection that comes back by itself, as {@code
 * client.js} does it for browsers. Only what speaks {@code carillon.v1.json} may enter; no service
 * and no way onto the bus.
 */
@NullMarked
package dev.carillon.client.live;

import org.jspecify.annotations.NullMarked;
