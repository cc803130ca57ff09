/** Throttles, servers, windows and holds over HTTP. */
@NullMarked
package dev.carillon.gateway.flow;

import org.jspecify.annotations.NullMarked;
