/**
 * In which trace work is done, and the spans that it leaves there. What writes them down is behind
 * a port; without it nothing here does anything. Only identifiers, names and numbers may enter: no
 * content, no address, no secret.
 */
@NullMarked
package dev.carillon.async.trace;

import org.jspecify.annotations.NullMarked;
