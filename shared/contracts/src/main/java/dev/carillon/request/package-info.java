/**
 * What a service's domain and stores know of a call: who changes something, and under which key it
 * may be repeated. Plain values; no bus, no deadline, no transport.
 */
@NullMarked
package dev.carillon.request;

import org.jspecify.annotations.NullMarked;
