/**
 * Sends the spans of a process to a collector, by OTLP over HTTP. What a span says is decided here,
 * so that nothing of a body, an address, a key or a statement's values may enter.
 */
@NullMarked
package dev.carillon.launcher.trace;

import org.jspecify.annotations.NullMarked;
