/**
 * The bridge for any language: JSON behind its length, over TCP. Only how frames are cut out of
 * bytes and how a connection ends may enter; what frames mean is the core's.
 */
@NullMarked
package dev.carillon.gateway.bridge.tcp;

import org.jspecify.annotations.NullMarked;
